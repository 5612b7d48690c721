import { codecOf, ConsumerProtocolSubscription, Writer } from '@testka/protocol';
import type { Play, Script } from '../play.ts';
import type { RawClient } from '../raw-client.ts';
import { batch, produceBody, UNKNOWN_ID, versions } from './shapes.ts';

function subscription(...topics: string[]): Buffer {
  const writer = new Writer();
  writer.int16(1);
  codecOf(ConsumerProtocolSubscription, 1).encode(writer, { topics, userData: null, ownedPartitions: [] });
  return Buffer.concat(writer.finish());
}

interface JoinShape {
  memberId?: string;
  groupInstanceId?: string | null;
  sessionTimeoutMs?: number;
  rebalanceTimeoutMs?: number;
  protocolType?: string;
  protocols?: { name: string; metadata: Buffer }[];
}

function joinBody(groupId: string, topic: string, shape: JoinShape = {}) {
  return {
    groupId,
    sessionTimeoutMs: 10_000,
    rebalanceTimeoutMs: 10_000,
    memberId: '',
    groupInstanceId: null,
    protocolType: 'consumer',
    protocols: [{ name: 'range', metadata: subscription(topic) }],
    reason: null,
    ...shape,
  };
}

function syncBody(groupId: string, generationId: number, memberId: string, over: object = {}) {
  return {
    groupId,
    generationId,
    memberId,
    groupInstanceId: null,
    protocolType: 'consumer',
    protocolName: 'range',
    assignments: [],
    ...over,
  };
}

function commitBody(
  groupId: string,
  topic: { name: string; topicId: string },
  committedOffset: number,
  over: object = {},
) {
  return {
    groupId,
    generationIdOrMemberEpoch: -1,
    memberId: '',
    groupInstanceId: null,
    retentionTimeMs: -1,
    topics: [
      {
        ...topic,
        partitions: [{ partitionIndex: 0, committedOffset, committedLeaderEpoch: -1, committedMetadata: 'm' }],
      },
    ],
    ...over,
  };
}

/** Joins as the only member: the two steps of KIP-394, then the sync. */
async function joinAlone(
  play: Play,
  client: RawClient,
  groupId: string,
  topic: string,
  version: number,
  shape: JoinShape = {},
): Promise<{ memberId: string; generationId: number }> {
  const first = await play.ask('join', client, 'JoinGroup', version, joinBody(groupId, topic, shape));
  let joined = first;
  if (first?.errorCode === 79)
    joined = await play.ask(
      'join with the id',
      client,
      'JoinGroup',
      version,
      joinBody(groupId, topic, { ...shape, memberId: first.memberId }),
    );
  const memberId = joined?.memberId ?? '';
  const generationId = joined?.generationId ?? -1;
  const assignments = [{ memberId, assignment: Buffer.from('assigned') }];
  await play.ask(
    'sync',
    client,
    'SyncGroup',
    Math.min(version, 5),
    syncBody(groupId, generationId, memberId, { assignments, groupInstanceId: shape.groupInstanceId ?? null }),
  );
  return { memberId, generationId };
}

/** Classic groups and their offsets. */
export const GROUP_SCRIPTS: readonly Script[] = [
  {
    name: 'group-one-member',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      for (const version of versions(0, 9)) {
        const groupId = await play.group(client, `g${version}`);
        const { memberId, generationId } = await joinAlone(play, client, groupId, topic.name, version);
        const beat = Math.min(version, 4);
        const me = { groupId, generationId, memberId, groupInstanceId: null };
        await play.ask('heartbeat', client, 'Heartbeat', beat, me);
        await play.ask('a wrong generation', client, 'Heartbeat', beat, { ...me, generationId: 99 });
        await play.ask('an unknown member', client, 'Heartbeat', beat, { ...me, memberId: 'nobody' });
        await play.ask(
          'sync again',
          client,
          'SyncGroup',
          Math.min(version, 5),
          syncBody(groupId, generationId, memberId),
        );
        await play.ask(
          'join again, the leader',
          client,
          'JoinGroup',
          version,
          joinBody(groupId, topic.name, { memberId }),
        );
        await play.ask(
          'join, unknown member id',
          client,
          'JoinGroup',
          version,
          joinBody(groupId, topic.name, { memberId: 'nobody' }),
        );
        await play.ask('describe, while syncing', client, 'DescribeGroups', Math.min(version, 6), {
          groups: [groupId],
          includeAuthorizedOperations: version % 2 === 0,
        });
        await play.ask(
          'commit before the sync',
          client,
          'OffsetCommit',
          7,
          commitBody(groupId, topic, 1, { memberId, generationIdOrMemberEpoch: generationId + 1 }),
        );
        await play.ask(
          'sync, 2nd',
          client,
          'SyncGroup',
          Math.min(version, 5),
          syncBody(groupId, generationId + 1, memberId, {
            assignments: [{ memberId, assignment: Buffer.from('again') }],
          }),
        );
        await play.ask('describe, stable', client, 'DescribeGroups', Math.min(version, 6), {
          groups: [groupId],
          includeAuthorizedOperations: true,
        });
        const leave = { groupId, memberId, members: [{ memberId, groupInstanceId: null, reason: null }] };
        await play.ask('leave', client, 'LeaveGroup', Math.min(version, 5), leave);
        await play.ask('leave again', client, 'LeaveGroup', Math.min(version, 5), leave);
        await play.ask('describe, empty', client, 'DescribeGroups', Math.min(version, 6), {
          groups: [groupId, play.name('nope')],
          includeAuthorizedOperations: false,
        });
        await play.ask('heartbeat into an empty group', client, 'Heartbeat', beat, me);
      }
    },
  },
  {
    name: 'group-refusals',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      const groupId = await play.group(client, 'g');
      for (const version of versions(0, 9)) {
        const ask = (label: string, shape: JoinShape, id = groupId) =>
          play.ask(label, client, 'JoinGroup', version, joinBody(id, topic.name, shape));
        await ask('an empty group id', {}, '');
        await ask('a session of 5,999 ms', { sessionTimeoutMs: 5_999 });
        await ask('a session of 1,800,001 ms', { sessionTimeoutMs: 1_800_001 });
        await ask('no protocols', { protocols: [] });
        await ask('an empty protocol type', { protocolType: '' });
        await ask('an unknown member id', { memberId: 'nobody' });
        if (version >= 5)
          await ask('an unknown instance with a member id', { memberId: 'nobody', groupInstanceId: 'i' });
      }
      for (const version of versions(0, 5)) {
        await play.ask('an empty group id', client, 'SyncGroup', version, syncBody('', 1, 'm'));
        await play.ask('an unknown group', client, 'SyncGroup', version, syncBody(play.name('nope'), 1, 'm'));
        await play.ask(
          'no protocol',
          client,
          'SyncGroup',
          version,
          syncBody(groupId, 1, 'm', { protocolType: null, protocolName: null }),
        );
        await play.ask('an empty group id', client, 'LeaveGroup', version, {
          groupId: '',
          memberId: 'm',
          members: [{ memberId: 'm', groupInstanceId: null, reason: null }],
        });
        await play.ask('an unknown group', client, 'LeaveGroup', version, {
          groupId: play.name('nope'),
          memberId: 'm',
          members: [{ memberId: 'm', groupInstanceId: null, reason: null }],
        });
        await play.ask('nobody', client, 'LeaveGroup', version, { groupId, memberId: '', members: [] });
      }
      for (const version of versions(0, 4)) {
        const body = { generationId: 1, memberId: 'm', groupInstanceId: null };
        await play.ask('an empty group id', client, 'Heartbeat', version, { ...body, groupId: '' });
        await play.ask('an unknown group', client, 'Heartbeat', version, { ...body, groupId: play.name('nope') });
      }
    },
  },
  {
    name: 'group-two-members',
    async run(play) {
      const [one, two] = [await play.connect('one'), await play.connect('two')];
      const topic = await play.createTopic(one, 'orders');
      for (const version of [2, 5, 9]) {
        const groupId = await play.group(one, `g${version}`);
        const first = await joinAlone(play, one, groupId, topic.name, version);
        const sent =
          version >= 4
            ? await play.ask('the second asks for an id', two, 'JoinGroup', version, joinBody(groupId, topic.name))
            : undefined;
        const secondId = sent?.memberId ?? '';
        const parked = two.send('JoinGroup', version, joinBody(groupId, topic.name, { memberId: secondId }));
        // The join of the second reaches the group before what the first asks next: a question on its own connection is no proof, so wait for 27.
        for (let beat = 0; beat < 200; beat++) {
          const outcome = await one.ask('Heartbeat', 3, { groupId, ...first, groupInstanceId: null });
          if (outcome.kind === 'answered' && outcome.response.errorCode === 27) break;
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
        await play.ask('heartbeat during the rebalance', one, 'Heartbeat', 3, {
          groupId,
          ...first,
          groupInstanceId: null,
        });
        await play.ask(
          'sync during the rebalance',
          one,
          'SyncGroup',
          3,
          syncBody(groupId, first.generationId, first.memberId),
        );
        await play.ask(
          'commit during the rebalance',
          one,
          'OffsetCommit',
          7,
          commitBody(groupId, topic, 5, { memberId: first.memberId, generationIdOrMemberEpoch: first.generationId }),
        );
        await play.ask(
          'commit of an old generation',
          one,
          'OffsetCommit',
          7,
          commitBody(groupId, topic, 5, {
            memberId: first.memberId,
            generationIdOrMemberEpoch: first.generationId - 1,
          }),
        );
        const lead = await play.ask(
          'the first rejoins',
          one,
          'JoinGroup',
          version,
          joinBody(groupId, topic.name, { memberId: first.memberId }),
        );
        const follow = play.note('the second was parked', await two.answerTo('JoinGroup', version, parked));
        const generationId = lead?.generationId ?? -1;
        await play.ask(
          'the second joins again with the same',
          two,
          'JoinGroup',
          version,
          joinBody(groupId, topic.name, { memberId: follow?.memberId ?? '' }),
        );
        const assignments = [first.memberId, follow?.memberId ?? ''].map((memberId, index) => ({
          memberId,
          assignment: Buffer.from(`part ${index}`),
        }));
        const waiting = two.send('SyncGroup', 5, syncBody(groupId, generationId, follow?.memberId ?? ''));
        await play.ask('heartbeat before the sync', one, 'Heartbeat', 3, {
          groupId,
          memberId: first.memberId,
          generationId,
          groupInstanceId: null,
        });
        await play.ask(
          'the leader syncs',
          one,
          'SyncGroup',
          5,
          syncBody(groupId, generationId, first.memberId, { assignments }),
        );
        play.note('the follower was parked', await two.answerTo('SyncGroup', 5, waiting));
        await play.ask(
          'a wrong protocol',
          two,
          'SyncGroup',
          5,
          syncBody(groupId, generationId, follow?.memberId ?? '', { protocolName: 'other' }),
        );
        await play.ask(
          'a follower joins, nothing changed',
          two,
          'JoinGroup',
          version,
          joinBody(groupId, topic.name, { memberId: follow?.memberId ?? '' }),
        );
        await play.ask(
          'no common protocol',
          await play.connect('three'),
          'JoinGroup',
          version,
          joinBody(groupId, topic.name, { protocols: [{ name: 'other', metadata: subscription(topic.name) }] }),
        );
        await play.ask(
          'another protocol type',
          await play.connect('three'),
          'JoinGroup',
          version,
          joinBody(groupId, topic.name, { protocolType: 'connect' }),
        );
        await play.ask('the second leaves', two, 'LeaveGroup', 3, {
          groupId,
          memberId: '',
          members: [
            { memberId: follow?.memberId ?? '', groupInstanceId: null, reason: null },
            { memberId: 'nobody', groupInstanceId: null, reason: null },
          ],
        });
        await play.ask('so the first rebalances', one, 'Heartbeat', 3, {
          groupId,
          memberId: first.memberId,
          generationId,
          groupInstanceId: null,
        });
      }
    },
  },
  {
    name: 'group-static',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      for (const version of [5, 8, 9]) {
        const groupId = await play.group(client, `g${version}`);
        const instance = { groupInstanceId: 'instance-1' };
        const first = await joinAlone(play, client, groupId, topic.name, version, instance);
        const again = await play.ask(
          'the instance is back',
          client,
          'JoinGroup',
          version,
          joinBody(groupId, topic.name, instance),
        );
        const me = { groupId, generationId: first.generationId, memberId: first.memberId, ...instance };
        await play.ask('the old id, as the instance', client, 'Heartbeat', 3, me);
        await play.ask('the old id', client, 'Heartbeat', 3, { ...me, groupInstanceId: null });
        await play.ask(
          'the old id joins',
          client,
          'JoinGroup',
          version,
          joinBody(groupId, topic.name, { ...instance, memberId: first.memberId }),
        );
        await play.ask(
          'the old id syncs',
          client,
          'SyncGroup',
          3,
          syncBody(groupId, first.generationId, first.memberId, instance),
        );
        await play.ask(
          'the old id commits',
          client,
          'OffsetCommit',
          7,
          commitBody(groupId, topic, 1, {
            ...instance,
            memberId: first.memberId,
            generationIdOrMemberEpoch: first.generationId,
          }),
        );
        await play.ask(
          'the new id syncs',
          client,
          'SyncGroup',
          3,
          syncBody(groupId, first.generationId, again?.memberId ?? '', instance),
        );
        await play.ask('the new id', client, 'Heartbeat', 3, { ...me, memberId: again?.memberId ?? '' });
        await play.ask('another instance', client, 'Heartbeat', 3, { ...me, groupInstanceId: 'instance-2' });
        await play.ask('described', client, 'DescribeGroups', 5, {
          groups: [groupId],
          includeAuthorizedOperations: false,
        });
        const leave = (memberId: string, groupInstanceId: string | null) => ({
          groupId,
          memberId: '',
          members: [{ memberId, groupInstanceId, reason: null }],
        });
        await play.ask('leave with the old id', client, 'LeaveGroup', 4, leave(first.memberId, 'instance-1'));
        await play.ask('leave of an unknown instance', client, 'LeaveGroup', 4, leave('', 'instance-9'));
        await play.ask('leave by instance', client, 'LeaveGroup', 4, leave('', 'instance-1'));
      }
    },
  },
  {
    name: 'offset-commit',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 2);
      await client.ask('Produce', 9, produceBody(topic, batch(['a'])));
      for (const version of versions(2, 10)) {
        const groupId = await play.group(client, `g${version}`);
        const ask = (label: string, over: object = {}, of = topic, offset = 1) =>
          play.ask(label, client, 'OffsetCommit', version, commitBody(groupId, of, offset, over));
        await ask('generation without a group', { generationIdOrMemberEpoch: 3, memberId: 'm' });
        await ask('a simple group');
        await ask('past the end', {}, topic, 999);
        await ask('negative', {}, topic, -5);
        await ask('an unknown topic', {}, { name: play.name('nope'), topicId: UNKNOWN_ID });
        await ask('an unknown partition', {
          topics: [
            {
              ...topic,
              partitions: [
                { partitionIndex: 9, committedOffset: 1, committedLeaderEpoch: 4, committedMetadata: null },
                { partitionIndex: 1, committedOffset: 7, committedLeaderEpoch: 4, committedMetadata: null },
              ],
            },
          ],
        });
        await ask('long metadata', {
          topics: [
            {
              ...topic,
              partitions: [
                {
                  partitionIndex: 0,
                  committedOffset: 1,
                  committedLeaderEpoch: -1,
                  committedMetadata: 'x'.repeat(4097),
                },
              ],
            },
          ],
        });
        await ask('a member id without a generation', { memberId: 'm' });
        await ask('no topics', { topics: [] });
        const fetchVersion = Math.min(version, 10);
        const topics = [{ ...topic, partitionIndexes: [0, 1, 9] }];
        const unknown = [{ name: play.name('nope'), topicId: UNKNOWN_ID, partitionIndexes: [0] }];
        const body = (asked: typeof topics | null, id = groupId) => ({
          groupId: id,
          topics: asked,
          groups: [{ groupId: id, memberId: null, memberEpoch: -1, topics: asked }],
          requireStable: false,
        });
        await play.ask('fetched', client, 'OffsetFetch', fetchVersion, body(topics));
        await play.ask('unknown topic', client, 'OffsetFetch', fetchVersion, body(unknown));
        if (version >= 2) await play.ask('all', client, 'OffsetFetch', fetchVersion, body(null));
        await play.ask('an unknown group', client, 'OffsetFetch', fetchVersion, body(topics, play.name('nobody')));
        await play.ask('an unknown group, all', client, 'OffsetFetch', fetchVersion, body(null, play.name('nobody')));
      }
      await play.ask('fetched, v1', client, 'OffsetFetch', 1, {
        groupId: play.name('g5'),
        topics: [{ name: topic.name, partitionIndexes: [0, 1] }],
        groups: [],
        requireStable: false,
      });
    },
  },
  {
    name: 'group-admin',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      const other = await play.createTopic(client, 'other');
      const live = await play.group(client, 'live');
      const { memberId, generationId } = await joinAlone(play, client, live, topic.name, 5);
      const simple = await play.group(client, 'simple');
      for (const each of [topic, other]) {
        await play.ask('commit, simple', client, 'OffsetCommit', 6, commitBody(simple, each, 3));
        await play.ask(
          'commit, live',
          client,
          'OffsetCommit',
          6,
          commitBody(live, each, 3, { memberId, generationIdOrMemberEpoch: generationId }),
        );
      }
      await play.ask('a stranger commits to a live group', client, 'OffsetCommit', 6, commitBody(live, topic, 3));
      const remove = (groupId: string, name: string, ...partitions: number[]) =>
        play.ask('delete offsets', client, 'OffsetDelete', 0, {
          groupId,
          topics: [{ name, partitions: partitions.map((partitionIndex) => ({ partitionIndex })) }],
        });
      await remove(live, topic.name, 0);
      await remove(live, other.name, 0, 5);
      await remove(simple, topic.name, 0);
      await remove(simple, play.name('nope'), 0);
      await remove(play.name('nobody'), topic.name, 0);
      const mine = new Set([live, simple]);
      for (const version of versions(0, 5)) {
        for (const [label, statesFilter, typesFilter] of [
          ['all', [], []],
          ['by state', ['stable'], []],
          ['by type', [], ['Classic']],
          ['by unknown state', ['odd'], []],
          ['by unknown type', [], ['odd']],
        ] as const) {
          const outcome = await client.ask('ListGroups', version, {
            statesFilter: version >= 4 ? statesFilter : [],
            typesFilter: version >= 5 ? typesFilter : [],
          });
          const response = outcome.kind === 'answered' ? outcome.response : undefined;
          const groups = (response?.groups ?? [])
            .filter((group) => mine.has(group.groupId))
            .toSorted((a, b) => a.groupId.localeCompare(b.groupId));
          play.noteText(`list ${label} (ListGroups v${version})`, { errorCode: response?.errorCode, groups });
        }
      }
      for (const version of versions(0, 3)) {
        await play.ask('delete live and unknown', client, 'DeleteGroups', version, {
          groupsNames: [live, play.name('nobody')],
        });
      }
      await play.ask('delete simple', client, 'DeleteGroups', 2, { groupsNames: [simple] });
      await play.ask('deleted', client, 'DescribeGroups', 5, { groups: [simple], includeAuthorizedOperations: false });
      for (const version of versions(0, 6)) {
        await play.ask('find a group', client, 'FindCoordinator', version, {
          key: live,
          keyType: 0,
          coordinatorKeys: [live, play.name('x')],
        });
        if (version >= 1)
          await play.ask('find an odd type', client, 'FindCoordinator', version, {
            key: live,
            keyType: 9,
            coordinatorKeys: [live],
          });
        await play.ask('find the empty group', client, 'FindCoordinator', version, {
          key: '',
          keyType: 0,
          coordinatorKeys: [''],
        });
      }
    },
  },
];
