import { ErrorCode, errorName, ZERO_UUID } from '@testka/protocol';
import { describe, expect, test } from 'vitest';
import { batchOf, type Client, fetchOf, Harness, produceTo } from '../test/harness.ts';
import type { ClusterSnapshot } from './snapshot.ts';

const GROUP = 'billing';
/** A subscription to, and an assignment of, nothing but version 0: what they hold is the clients' affair. */
const PROTOCOLS = [{ name: 'range', metadata: Buffer.from([0, 0, 0, 0, 0, 1, 0, 1, 0x74, 0, 0, 0, 0]) }];
/** Partition 0 of topic "t". */
const ASSIGNMENT = Buffer.from([0, 0, 0, 0, 0, 1, 0, 1, 0x74, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);

interface Member {
  readonly memberId: string;
  readonly generationId: number;
}

function join(client: Client, groupId = GROUP) {
  const timeouts = { sessionTimeoutMs: 30_000, rebalanceTimeoutMs: 60_000 };
  return client.send('JoinGroup', 3, {
    ...{ groupId, ...timeouts, memberId: '', protocolType: 'consumer', protocols: PROTOCOLS },
  });
}

/** The leader gives itself the partition. */
function sync(client: Client, { memberId, generationId }: Member, groupId = GROUP): void {
  const assignments = [{ memberId, assignment: ASSIGNMENT }];
  const { errorCode } = client.ask('SyncGroup', 2, { groupId, generationId, memberId, assignments });
  expect(errorCode).toBe(ErrorCode.NONE);
}

function become(client: Client, groupId = GROUP): Member {
  const { response } = join(client, groupId);
  if (response === undefined) throw new Error('the join waits for somebody');
  sync(client, response, groupId);
  return response;
}

function commit(client: Client, { memberId, generationId }: Member, offset: number, groupId = GROUP): ErrorCode {
  const partitions = [{ partitionIndex: 0, committedOffset: offset, committedMetadata: '' }];
  const topics = [{ name: 't', topicId: ZERO_UUID, partitions }];
  const request = { groupId, memberId, generationIdOrMemberEpoch: generationId, topics };
  return client.ask('OffsetCommit', 7, request).topics[0]?.partitions[0]?.errorCode as ErrorCode;
}

/** As members do that have just been assigned their partitions. @returns where their group is */
function askOffset(client: Client, groupId = GROUP): number | undefined {
  const topics = [{ name: 't', partitionIndexes: [0] }];
  return client.ask('OffsetFetch', 5, { groupId, topics, groups: [] }).topics[0]?.partitions[0]?.committedOffset;
}

const beat = (client: Client, { memberId, generationId }: Member): number =>
  client.ask('Heartbeat', 1, { groupId: GROUP, generationId, memberId }).errorCode;

/** What a fetch that does not wait gives: records, nothing, or an error. */
function read(client: Client, offset: number): string {
  const [partition] = client.ask('Fetch', 11, fetchOf('t', offset)).responses[0]?.partitions ?? [];
  if (partition === undefined || partition.errorCode !== ErrorCode.NONE) return errorName(partition?.errorCode ?? -1);
  return Buffer.concat(partition.records ?? []).length > 0 ? RECORDS : NOTHING;
}

const NOTHING = 'nothing';
const RECORDS = 'records';
const OUT_OF_RANGE = 'OFFSET_OUT_OF_RANGE';

const committed = (harness: Harness): number[] =>
  [...harness.cluster.view.groups.committedOffsets(GROUP)].map(({ offset }) => offset);

function restore(harness: Harness, snapshot: ClusterSnapshot): void {
  harness.apply({ kind: 'admin', command: { type: 'restore', snapshot } });
}

/** "t" with three batches of one record; the group has committed 2 of them. */
function seeded(): { harness: Harness; snapshot: ClusterSnapshot } {
  const harness = new Harness();
  harness.createTopic('t');
  const client = harness.connect('seed');
  for (const value of ['a', 'b', 'c']) produceTo(client, 't', batchOf([value]));
  client.ask('FindCoordinator', 1, { key: GROUP, keyType: 0, coordinatorKeys: [] });
  expect(commit(client, { memberId: '', generationId: -1 }, 2)).toBe(ErrorCode.NONE);
  client.disconnect();
  return { harness, snapshot: harness.cluster.snapshot() };
}

describe('a member of a group of which the snapshot has offsets', () => {
  test('is out, reads nothing until it is in again, and then goes on where it likes', () => {
    const { harness, snapshot } = seeded();
    const client = harness.connect('worker');
    const member = become(client);
    expect([read(client, 2), commit(client, member, 3)]).toEqual([RECORDS, ErrorCode.NONE]);
    restore(harness, snapshot);
    expect(committed(harness)).toEqual([2]);
    expect([read(client, 3), read(client, 9), read(client, 0)]).toEqual([NOTHING, NOTHING, NOTHING]);
    expect([commit(client, member, 3), committed(harness)]).toEqual([ErrorCode.NONE, [2]]);
    expect(beat(client, member)).toBe(ErrorCode.UNKNOWN_MEMBER_ID);
    expect(harness.cluster.view.returning).toMatchObject([{ groupId: GROUP, memberId: member.memberId }]);
    become(client);
    expect(harness.cluster.view.returning).toEqual([]);
    expect(commit(client, member, 3)).toBe(ErrorCode.UNKNOWN_MEMBER_ID);
    expect([read(client, 2), read(client, 9)]).toEqual([RECORDS, OUT_OF_RANGE]);
    expect(committed(harness)).toEqual([2]);
  });

  test('commits what it had read before, when it is back and has asked for nothing yet: that is dropped', () => {
    const { harness, snapshot } = seeded();
    const [fetcher, coordinator] = [harness.connect('worker'), harness.connect('worker')];
    become(coordinator);
    read(fetcher, 2);
    restore(harness, snapshot);
    const again = become(coordinator);
    expect([commit(coordinator, again, 3), committed(harness)]).toEqual([ErrorCode.NONE, [2]]);
    // Sent before it has heard where it is to go on.
    expect([read(fetcher, 2), commit(coordinator, again, 3), committed(harness)]).toEqual([
      NOTHING,
      ErrorCode.NONE,
      [2],
    ]);
    expect([askOffset(coordinator), read(fetcher, 2)]).toEqual([2, RECORDS]);
    expect([commit(coordinator, again, 3), committed(harness)]).toEqual([ErrorCode.NONE, [3]]);
  });

  test('a fetch that waits gives nothing, also when records come and when the member is back', () => {
    const { harness, snapshot } = seeded();
    const [client, coordinator] = [harness.connect('worker'), harness.connect('worker')];
    become(coordinator);
    const waiting = client.send('Fetch', 11, fetchOf('t', 3, { maxWaitMs: 5000 }));
    produceTo(harness.connect(), 't', batchOf(['d']));
    const later = client.send('Fetch', 11, fetchOf('t', 4, { maxWaitMs: 5000 }));
    restore(harness, snapshot);
    expect([waiting.response?.responses[0]?.partitions[0]?.highWatermark, later.response]).toEqual([4, undefined]);
    produceTo(harness.connect(), 't', batchOf(['e']));
    become(coordinator);
    produceTo(harness.connect(), 't', batchOf(['f']));
    expect(later.response).toBeUndefined();
    harness.advance(5000);
    expect(later.response?.responses[0]?.partitions[0]).toMatchObject({ errorCode: 0, records: [Buffer.alloc(0)] });
    expect([askOffset(coordinator), read(client, 4), read(client, 2), read(client, 4)]).toEqual([
      2,
      NOTHING,
      RECORDS,
      RECORDS,
    ]);
  });

  test('back, it may choose its old position: who goes on asking for it gets it', () => {
    const { harness, snapshot } = seeded();
    const client = harness.connect('worker');
    become(client);
    read(client, 1);
    restore(harness, snapshot);
    become(client);
    expect([1, 2, 3, 4].map(() => read(client, 1))).toEqual([NOTHING, NOTHING, NOTHING, RECORDS]);
  });

  test('of a group that has committed nothing there, it goes by its own policy, also to where it was', () => {
    const { harness, snapshot } = seeded();
    const client = harness.connect('worker');
    become(client);
    become(client, 'audit');
    read(client, 0);
    restore(harness, snapshot);
    become(client);
    become(client, 'audit');
    expect([askOffset(client, 'audit'), read(client, 0)]).toEqual([-1, RECORDS]);
  });

  test('a connection that its client opens meanwhile gives nothing either; that of another client is its own', () => {
    const { harness, snapshot } = seeded();
    const client = harness.connect('worker');
    become(client);
    restore(harness, snapshot);
    const [again, other] = [harness.connect('worker'), harness.connect('other')];
    expect([read(again, 0), read(other, 0)]).toEqual([NOTHING, RECORDS]);
    client.disconnect();
    expect(read(again, 0)).toEqual(RECORDS);
  });

  test('nobody waits for a member for longer than its session', () => {
    const { harness, snapshot } = seeded();
    const client = harness.connect('worker');
    become(client);
    restore(harness, snapshot);
    harness.advance(29_999);
    expect([harness.cluster.view.returning.length, read(client, 0)]).toEqual([1, NOTHING]);
    harness.advance(1);
    expect([harness.cluster.view.returning.length, read(client, 0)]).toEqual([0, RECORDS]);
  });

  test('is out of a second restore as of the first', () => {
    const { harness, snapshot } = seeded();
    const client = harness.connect('worker');
    become(client);
    restore(harness, snapshot);
    restore(harness, snapshot);
    expect([harness.cluster.view.returning.length, read(client, 3)]).toEqual([1, NOTHING]);
    become(client);
    restore(harness, snapshot);
    expect([harness.cluster.view.returning.length, read(client, 3)]).toEqual([1, NOTHING]);
  });

  test('stays when it waits for more of a log that is as it was, behind what it has committed', () => {
    const { harness } = seeded();
    const client = harness.connect('worker');
    const member = become(client);
    expect([read(client, 3), commit(client, member, 3)]).toEqual([NOTHING, ErrorCode.NONE]);
    const snapshot = harness.cluster.snapshot();
    restore(harness, snapshot);
    expect([beat(client, member), read(client, 3), committed(harness)]).toEqual([ErrorCode.NONE, NOTHING, [3]]);
    // It has committed that far, but has been given records which it may yet commit.
    expect(read(client, 0)).toEqual(RECORDS);
    restore(harness, snapshot);
    expect(beat(client, member)).toBe(ErrorCode.UNKNOWN_MEMBER_ID);
  });

  test('"latest" is where it was right after the restore', () => {
    const { harness } = seeded();
    harness.createTopic('u');
    const client = harness.connect('worker');
    become(client);
    const snapshot = harness.cluster.snapshot();
    read(client, 0);
    restore(harness, snapshot);
    produceTo(harness.connect(), 't', batchOf(['new']));
    const request = { topics: [{ name: 't', partitions: [{ partitionIndex: 0, timestamp: -1 }] }] };
    const latest = client.ask('ListOffsets', 5, { replicaId: -1, isolationLevel: 0, timeoutMs: 0, ...request });
    expect(latest.topics[0]?.partitions[0]?.offset).toBe(3);
  });
});

describe('members that were put out together', () => {
  test('make one generation together, whoever comes first', () => {
    const { harness, snapshot } = seeded();
    const [first, second] = [harness.connect('worker'), harness.connect('worker')];
    const before = become(first);
    const joining = join(second);
    const rejoined = first.send('JoinGroup', 3, {
      ...{ groupId: GROUP, sessionTimeoutMs: 30_000, rebalanceTimeoutMs: 60_000, memberId: before.memberId },
      ...{ protocolType: 'consumer', protocols: PROTOCOLS },
    });
    expect(joining.response?.generationId).toBe(2);
    if (rejoined.response === undefined || joining.response === undefined) throw new Error('both have joined');
    sync(first, rejoined.response);
    restore(harness, snapshot);
    const again = join(second);
    expect(again.response).toBeUndefined();
    expect(join(first).response).toMatchObject({ errorCode: 0, generationId: 1 });
    expect(again.response).toMatchObject({ errorCode: 0, generationId: 1, members: [{}, {}] });
  });

  test('go on without one whose client goes', () => {
    const { harness, snapshot } = seeded();
    const [stays, goes] = [harness.connect('stays'), harness.connect('goes')];
    const { memberId } = become(stays);
    const joining = join(goes);
    const request = { groupId: GROUP, sessionTimeoutMs: 30_000, rebalanceTimeoutMs: 60_000, memberId };
    const { response } = stays.send('JoinGroup', 3, { ...request, protocolType: 'consumer', protocols: PROTOCOLS });
    if (response === undefined) throw new Error('it has joined');
    sync(stays, response);
    expect(joining.response?.errorCode).toBe(ErrorCode.NONE);
    restore(harness, snapshot);
    const again = join(stays);
    expect(again.response).toBeUndefined();
    goes.disconnect();
    expect(again.response).toMatchObject({ errorCode: 0, generationId: 1 });
  });

  test('are two groups of one client: none reads for the other', () => {
    const { harness, snapshot } = seeded();
    const [billing, audit] = [harness.connect('worker'), harness.connect('worker')];
    become(billing);
    const auditor = become(audit, 'audit');
    expect([read(billing, 3), read(audit, 3)]).toEqual([NOTHING, NOTHING]);
    restore(harness, snapshot);
    // Of its group nothing is left, as it had committed nothing, and nothing comes of it.
    expect(commit(audit, auditor, 3, 'audit')).toBe(ErrorCode.NONE);
    expect([...harness.cluster.view.groups.committedOffsets('audit')]).toEqual([]);
    become(billing);
    expect([read(billing, 2), read(audit, 3)]).toEqual([RECORDS, NOTHING]);
    become(audit, 'audit');
    expect(read(audit, 0)).toEqual(RECORDS);
  });
});

test('where clients fetch on connections of their own, one that is back does not let the other read on', () => {
  const { harness, snapshot } = seeded();
  const connect = () => harness.connect('worker');
  const [billing, billingFetches, audit, auditFetches] = [connect(), connect(), connect(), connect()];
  become(billing);
  become(audit, 'audit');
  expect([read(billingFetches, 1), read(auditFetches, 1)]).toEqual([RECORDS, RECORDS]);
  restore(harness, snapshot);
  become(billing);
  expect([read(auditFetches, 1), read(connect(), 1)]).toEqual([NOTHING, RECORDS]);
  become(audit, 'audit');
  expect([read(billingFetches, 2), read(auditFetches, 0)]).toEqual([RECORDS, RECORDS]);
});

test('a member of a group that the snapshot does not know is told, as by a reset', () => {
  const { harness, snapshot } = seeded();
  const client = harness.connect('worker');
  const member = become(client, 'other');
  read(client, 3);
  restore(harness, snapshot);
  expect([read(client, 3), read(client, 0)]).toEqual([OUT_OF_RANGE, RECORDS]);
  expect(commit(client, member, 1, 'other')).toBe(ErrorCode.NONE);
});

test('who has joined and has no partitions yet is not put out: it will find the offsets', () => {
  const { harness, snapshot } = seeded();
  const client = harness.connect('worker');
  const { response } = join(client);
  restore(harness, snapshot);
  if (response === undefined) throw new Error('it has joined');
  sync(client, response);
  expect([read(client, 2), committed(harness)]).toEqual([RECORDS, [2]]);
});

test('a group that its consumers have left is listed as before, and is coordinated by whoever leads', () => {
  const { harness } = seeded();
  const client = harness.connect('worker');
  const member = become(client);
  client.ask('LeaveGroup', 1, { groupId: GROUP, memberId: member.memberId, members: [] });
  const describe = () => client.ask('DescribeGroups', 4, { groups: [GROUP], includeAuthorizedOperations: false });
  const before = describe();
  const snapshot = harness.cluster.snapshot();
  become(client);
  harness.apply({ kind: 'admin', command: { type: 'reset' } });
  restore(harness, snapshot);
  expect(describe()).toEqual(before);
  expect(before.groups).toMatchObject([{ groupState: 'Empty', protocolType: 'consumer', members: [] }]);
});

test.each([
  { name: 'librdkafka', version: '2.16.0', isOut: true },
  { name: 'confluent-kafka-javascript', version: 'v1.8.0-librdkafka-2.12.0', isOut: true },
  { name: 'kafkajs', version: '2.2.4', isOut: false },
])('after a reset a member of $name that had committed is out ($isOut), as it would not commit again', (client) => {
  const harness = new Harness();
  harness.createTopic('t');
  harness.apply({ kind: 'admin', command: { type: 'mark-baseline' } });
  const [worker, fetcher] = [harness.connect('worker'), harness.connect('worker')];
  fetcher.ask('ApiVersions', 3, { clientSoftwareName: client.name, clientSoftwareVersion: client.version });
  produceTo(fetcher, 't', batchOf(['a']));
  const member = become(worker);
  harness.apply({ kind: 'admin', command: { type: 'reset' } });
  expect(beat(worker, member)).toBe(ErrorCode.NONE);
  expect(commit(worker, member, 0)).toBe(ErrorCode.NONE);
  harness.apply({ kind: 'admin', command: { type: 'reset' } });
  expect(beat(worker, member)).toBe(client.isOut ? ErrorCode.UNKNOWN_MEMBER_ID : ErrorCode.NONE);
});
