import { ErrorCode } from '@testka/protocol';
import { expect, test } from 'vitest';
import { ThreeBrokers } from '../test/cluster.ts';
import { type Client, Harness } from '../test/harness.ts';

const GROUP = 'billing';
const PROTOCOLS = [{ name: 'range', metadata: Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0]) }];

/** A join as kafkajs makes it; the answer may wait for others. */
function join(client: Client, memberId = '') {
  return client.send('JoinGroup', 3, {
    groupId: GROUP,
    sessionTimeoutMs: 30_000,
    rebalanceTimeoutMs: 60_000,
    memberId,
    protocolType: 'consumer',
    protocols: PROTOCOLS,
  });
}

/** The first join of a client that knows of MEMBER_ID_REQUIRED. */
function askForId(client: Client): string {
  const { errorCode, memberId } = client.ask('JoinGroup', 5, {
    groupId: GROUP,
    sessionTimeoutMs: 30_000,
    rebalanceTimeoutMs: 60_000,
    memberId: '',
    protocolType: 'consumer',
    protocols: PROTOCOLS,
  });
  expect(errorCode).toBe(ErrorCode.MEMBER_ID_REQUIRED);
  return memberId;
}

function sync(client: Client, memberId: string, generationId: number) {
  return client.send('SyncGroup', 2, { groupId: GROUP, generationId, memberId, assignments: [] });
}

/** Joins a group that waits for nobody. */
function becomeMember(client: Client): { memberId: string; generationId: number } {
  const { response } = join(client);
  if (response === undefined) throw new Error('the join waits for somebody');
  const { memberId, generationId } = response;
  expect(sync(client, memberId, generationId).response?.errorCode).toBe(ErrorCode.NONE);
  return { memberId, generationId };
}

function reset(harness: Harness): void {
  harness.apply({ kind: 'admin', command: { type: 'reset' } });
}

const membersIn = (harness: Harness): string[] =>
  [...(harness.cluster.view.groups.group(GROUP)?.memberViews() ?? [])].map(({ memberId }) => memberId);

test('a group whose clients are all gone is gone', () => {
  const harness = new Harness();
  const client = harness.connect('worker');
  becomeMember(client);
  client.disconnect();
  reset(harness);
  expect(harness.cluster.view.groups.group(GROUP)).toBeUndefined();
  expect(join(harness.connect('worker')).response).toMatchObject({ errorCode: ErrorCode.NONE, generationId: 1 });
});

test('members whose clients stay keep their generation', () => {
  const harness = new Harness();
  const client = harness.connect('worker');
  const { memberId, generationId } = becomeMember(client);
  reset(harness);
  const heartbeat = { groupId: GROUP, generationId, memberId };
  expect(client.ask('Heartbeat', 1, heartbeat).errorCode).toBe(ErrorCode.NONE);
});

test('a client that came back as another member does not wait for what it was', () => {
  const harness = new Harness();
  const before = harness.connect('worker');
  becomeMember(before);
  before.disconnect();
  const again = join(harness.connect('worker'));
  expect(again.response).toBeUndefined();
  reset(harness);
  expect(again.response?.errorCode).toBe(ErrorCode.NONE);
  expect(membersIn(harness)).toEqual([again.response?.memberId]);
});

test('another client goes on without the one that is gone', () => {
  const harness = new Harness();
  const gone = harness.connect('gone');
  becomeMember(gone);
  const stays = harness.connect('stays');
  const joined = join(stays);
  gone.disconnect();
  reset(harness);
  expect(joined.response?.errorCode).toBe(ErrorCode.NONE);
  expect(membersIn(harness)).toEqual([joined.response?.memberId]);
});

test('nobody waits for the client that was given an id and is gone', () => {
  const harness = new Harness();
  const [stays, gone] = [harness.connect('stays'), harness.connect('gone')];
  const { memberId } = becomeMember(stays);
  askForId(gone);
  gone.disconnect();
  const joined = join(stays, memberId);
  expect(joined.response).toBeUndefined();
  reset(harness);
  expect(joined.response).toMatchObject({ errorCode: ErrorCode.NONE, generationId: 2 });
});

test('a group in which only an id was given out is gone with who asked for it', () => {
  const harness = new Harness();
  const client = harness.connect('worker');
  askForId(client);
  reset(harness);
  expect(harness.cluster.view.groups.group(GROUP)).toBeDefined();
  client.disconnect();
  reset(harness);
  expect(harness.cluster.view.groups.group(GROUP)).toBeUndefined();
});

test('who was given an id and is still there comes back with it', () => {
  const harness = new Harness();
  const client = harness.connect('worker');
  const memberId = askForId(client);
  reset(harness);
  expect(join(client, memberId).response).toMatchObject({ errorCode: ErrorCode.NONE, memberId });
});

test('an id whose client may still be there is gone when the client joins anew', () => {
  const harness = new Harness();
  const [stays, first, other] = ['stays', 'worker', 'worker'].map((clientId) => harness.connect(clientId)) as [
    Client,
    Client,
    Client,
  ];
  const { memberId } = becomeMember(stays);
  askForId(first);
  first.disconnect();
  other.ask('ListGroups', 4, { statesFilter: [], typesFilter: [] });
  reset(harness);
  const joined = join(stays, memberId);
  expect(joined.response).toBeUndefined();
  expect(join(other).response).toMatchObject({ errorCode: ErrorCode.NONE, generationId: 2 });
  expect(joined.response).toMatchObject({ errorCode: ErrorCode.NONE, generationId: 2 });
});

test('under a coordinator that has not heard of a member yet, it stays unless its client joins anew', () => {
  const harness = new ThreeBrokers();
  const client = harness.connect('worker', coordinatorOf(harness));
  const { memberId, generationId } = becomeMember(client);
  const topic = '__consumer_offsets';
  const partition = harness.cluster.view.groups.existingPartitionOf(GROUP)?.partitionIndex ?? -1;
  const broker = coordinatorOf(harness) === 1 ? 2 : 1;
  harness.admin({ type: 'move-leader', topic, partition, broker });
  reset(harness);
  const there = harness.connect('worker', broker);
  expect(there.ask('Heartbeat', 1, { groupId: GROUP, generationId, memberId }).errorCode).toBe(ErrorCode.NONE);

  harness.admin({ type: 'move-leader', topic, partition, broker: 3 });
  reset(harness);
  const anew = join(harness.connect('worker', 3));
  expect(anew.response?.errorCode).toBe(ErrorCode.NONE);
  expect(membersIn(harness)).toEqual([anew.response?.memberId]);
});

/** Asks for the group's coordinator, as clients do first. */
function coordinatorOf(harness: ThreeBrokers): number {
  return harness.connect('finder').ask('FindCoordinator', 1, { key: GROUP, keyType: 0, coordinatorKeys: [] }).nodeId;
}
