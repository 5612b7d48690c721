import type { CreatedTopic, Play, Script } from '../play.ts';
import type { RawClient } from '../raw-client.ts';
import { commitBody, joinAlone, joinBody, syncBody } from './group-shapes.ts';
import { versions } from './shapes.ts';

/** Two members, whose protocols have one, or none, in common. */
async function protocols(play: Play, topic: CreatedTopic): Promise<void> {
  const [one, two] = [await play.connect('one'), await play.connect('two')];
  for (const version of [3, 4, 6, 9]) {
    const groupId = await play.group(one, `protocols-v${version}`);
    const named = (...names: string[]) => ({
      protocols: names.map((name) => ({ name, metadata: Buffer.from(`${name}!`) })),
    });
    const idFor = async (client: RawClient): Promise<string> => {
      if (version < 4) return '';
      const outcome = await client.ask('JoinGroup', version, joinBody(groupId, topic.name, named('a', 'b', 'c')));
      return outcome.kind === 'answered' ? outcome.response.memberId : '';
    };
    const first = await play.ask(
      'the first',
      one,
      'JoinGroup',
      version,
      joinBody(groupId, topic.name, { ...named('a', 'b', 'c'), memberId: await idFor(one) }),
    );
    const firstId = first?.memberId ?? '';
    await play.ask('nothing in common', two, 'JoinGroup', version, joinBody(groupId, topic.name, named('x', 'y')));
    await play.ask(
      'nothing in common, unknown',
      two,
      'JoinGroup',
      version,
      joinBody(groupId, topic.name, { ...named('x'), memberId: 'm' }),
    );
    const parked = play.send(
      two,
      'JoinGroup',
      version,
      joinBody(groupId, topic.name, { ...named('c', 'b'), memberId: await idFor(two) }),
    );
    await play.until(
      one,
      'Heartbeat',
      3,
      { groupId, memberId: firstId, generationId: 1, groupInstanceId: null },
      ({ errorCode }) => errorCode === 27,
    );
    await play.ask(
      'described while preparing',
      one,
      'DescribeGroups',
      5,
      { groups: [groupId], includeAuthorizedOperations: false },
      {
        see: ({ groups }) =>
          groups.map((group) => [
            group.errorCode,
            group.groupState,
            group.protocolType,
            group.protocolData,
            group.members.length,
          ]),
      },
    );
    await play.ask(
      'listed while preparing',
      one,
      'ListGroups',
      5,
      { statesFilter: [], typesFilter: [] },
      { see: ({ groups }) => groups.filter((group) => group.groupId === groupId) },
    );
    await play.ask('deleted while preparing', one, 'DeleteGroups', 2, { groupsNames: [groupId] });
    await play.ask('offsets deleted while preparing', one, 'OffsetDelete', 0, {
      groupId,
      topics: [{ name: topic.name, partitions: [{ partitionIndex: 0 }] }],
    });
    await play.ask(
      'commit while preparing',
      one,
      'OffsetCommit',
      9,
      commitBody(groupId, topic, 1, { memberId: firstId, generationIdOrMemberEpoch: 1 }),
    );
    await play.ask(
      'commit of the next generation while preparing',
      one,
      'OffsetCommit',
      9,
      commitBody(groupId, topic, 1, { memberId: firstId, generationIdOrMemberEpoch: 2 }),
    );
    await play.ask('nobody commits while preparing', one, 'OffsetCommit', 9, commitBody(groupId, topic, 1));
    await play.ask(
      'a sync of the next generation',
      one,
      'SyncGroup',
      5,
      syncBody(groupId, 2, firstId, { protocolName: null, protocolType: null }),
    );
    const again = await play.ask(
      'the first again',
      one,
      'JoinGroup',
      version,
      joinBody(groupId, topic.name, { ...named('a', 'b', 'c'), memberId: firstId }),
    );
    const other = await play.answer('the second', parked);
    const generationId = again?.generationId ?? -1;
    const secondId = other?.memberId ?? '';
    await play.ask(
      'commit before the sync',
      two,
      'OffsetCommit',
      9,
      commitBody(groupId, topic, 1, { memberId: secondId, generationIdOrMemberEpoch: generationId }),
    );
    await play.ask('described while completing', one, 'DescribeGroups', 5, {
      groups: [groupId],
      includeAuthorizedOperations: false,
    });
    const sync = (client: RawClient, memberId: string, over: object = {}) =>
      play.send(
        client,
        'SyncGroup',
        5,
        syncBody(groupId, generationId, memberId, { protocolName: null, protocolType: null, ...over }),
      );
    const waiting = sync(two, secondId, {
      assignments: [
        { memberId: secondId, assignment: Buffer.from('mine') },
        { memberId: firstId, assignment: Buffer.from('yours') },
      ],
    });
    const assignments = [
      { memberId: firstId, assignment: Buffer.from('1') },
      { memberId: firstId, assignment: Buffer.from('2') },
      { memberId: 'm', assignment: Buffer.from('3') },
    ];
    await play.answer('the leader syncs, one twice and a stranger', sync(one, firstId, { assignments }));
    await play.answer('the follower, who is not in it', waiting);
    await play.answer('the follower again, with assignments', sync(two, secondId, { assignments }));
    await play.ask('described, stable', one, 'DescribeGroups', 6, {
      groups: [groupId],
      includeAuthorizedOperations: false,
    });
    await play.ask(
      'the follower joins with the same',
      two,
      'JoinGroup',
      version,
      joinBody(groupId, topic.name, { ...named('c', 'b'), memberId: secondId }),
    );
    const changed = play.send(
      two,
      'JoinGroup',
      version,
      joinBody(groupId, topic.name, { ...named('b', 'c'), memberId: secondId }),
    );
    await play.until(
      one,
      'Heartbeat',
      3,
      { groupId, memberId: firstId, generationId, groupInstanceId: null },
      ({ errorCode }) => errorCode === 27,
    );
    await play.ask('the leader leaves meanwhile', one, 'LeaveGroup', 3, {
      groupId,
      memberId: '',
      members: [{ memberId: firstId, groupInstanceId: null, reason: null }],
    });
    await play.answer('so the follower leads', changed);
    await play.ask('the leader heartbeats', one, 'Heartbeat', 3, {
      groupId,
      memberId: firstId,
      generationId,
      groupInstanceId: null,
    });
  }
}

/** A group whose only member is pending, or has just left. */
async function pending(play: Play, client: RawClient, topic: CreatedTopic): Promise<void> {
  for (const version of [4, 9]) {
    const groupId = await play.group(client, `pending-v${version}`);
    const sent = await play.ask('asks for an id', client, 'JoinGroup', version, joinBody(groupId, topic.name));
    const memberId = sent?.memberId ?? '';
    const beat = { groupId, memberId, generationId: 0, groupInstanceId: null };
    await play.ask('heartbeat of the pending', client, 'Heartbeat', 4, beat);
    await play.ask('heartbeat of the pending, -1', client, 'Heartbeat', 4, { ...beat, generationId: -1 });
    await play.ask('sync of the pending', client, 'SyncGroup', 5, syncBody(groupId, 0, memberId));
    await play.ask(
      'commit of the pending',
      client,
      'OffsetCommit',
      9,
      commitBody(groupId, topic, 1, { memberId, generationIdOrMemberEpoch: 0 }),
    );
    await play.ask(
      'commit of the pending, -1',
      client,
      'OffsetCommit',
      9,
      commitBody(groupId, topic, 1, { memberId, generationIdOrMemberEpoch: -1 }),
    );
    await play.ask('commit of nobody', client, 'OffsetCommit', 9, commitBody(groupId, topic, 1));
    await play.ask('offsets of the pending', client, 'OffsetFetch', 9, {
      groupId,
      topics: null,
      groups: [{ groupId, memberId, memberEpoch: 0, topics: null }],
    });
    await play.ask('described', client, 'DescribeGroups', 6, { groups: [groupId], includeAuthorizedOperations: false });
    await play.ask('deleted', client, 'DeleteGroups', 2, { groupsNames: [groupId] });
    await play.ask('heartbeat after that', client, 'Heartbeat', 4, beat);
    await play.ask('the pending leaves', client, 'LeaveGroup', Math.min(version, 5), {
      groupId,
      memberId,
      members: [{ memberId, groupInstanceId: null, reason: null }],
    });
    await play.ask(
      'the pending joins after that',
      client,
      'JoinGroup',
      version,
      joinBody(groupId, topic.name, { memberId }),
    );
    const other = await play.group(client, `left-v${version}`);
    const me = await joinAlone(play, client, other, topic.name, version);
    const mine = { memberId: me.memberId, generationIdOrMemberEpoch: me.generationId };
    await play.ask('commit', client, 'OffsetCommit', 9, commitBody(other, topic, 1, mine));
    await play.ask('leaves', client, 'LeaveGroup', 5, {
      groupId: other,
      memberId: '',
      members: [{ memberId: me.memberId, groupInstanceId: null, reason: null }],
    });
    await play.ask('commit after that', client, 'OffsetCommit', 9, commitBody(other, topic, 2, mine));
    await play.ask(
      'commit after that, another generation',
      client,
      'OffsetCommit',
      9,
      commitBody(other, topic, 2, { ...mine, generationIdOrMemberEpoch: 0 }),
    );
    await play.ask(
      'a member nobody knows',
      client,
      'OffsetCommit',
      9,
      commitBody(other, topic, 2, { memberId: 'm', generationIdOrMemberEpoch: -1 }),
    );
    await play.ask(
      'a member nobody knows, generation 2',
      client,
      'OffsetCommit',
      9,
      commitBody(other, topic, 2, { memberId: 'm', generationIdOrMemberEpoch: 2 }),
    );
    await play.ask('sync after that', client, 'SyncGroup', 5, syncBody(other, me.generationId, me.memberId));
    await play.ask('sync after that, generation 2', client, 'SyncGroup', 5, syncBody(other, 2, me.memberId));
    await play.ask('an offset deleted', client, 'OffsetDelete', 0, {
      groupId: other,
      topics: [{ name: topic.name, partitions: [{ partitionIndex: 0 }] }],
    });
    await play.ask(
      'another type afterwards',
      client,
      'JoinGroup',
      3,
      joinBody(other, topic.name, { protocolType: 'connect' }),
    );
  }
}

/** Groups without a protocol type, whose offsets only are there. */
async function simple(play: Play, client: RawClient, topic: CreatedTopic, other: CreatedTopic): Promise<void> {
  for (const version of versions(2, 10)) {
    const groupId = await play.group(client, `simple-v${version}`);
    const commit = (label: string, topics: [CreatedTopic, ...[number, number, (string | null)?][]][]) =>
      play.ask(
        label,
        client,
        'OffsetCommit',
        version,
        commitBody(groupId, topic, 1, {
          topics: topics.map(([of, ...partitions]) => ({
            ...of,
            partitions: partitions.map(([partitionIndex, committedOffset, committedMetadata = '']) => ({
              partitionIndex,
              committedOffset,
              committedLeaderEpoch: 0,
              committedMetadata,
            })),
          })),
        }),
      );
    const fetch = async (label: string) => {
      for (const each of [1, 5, 8, 10]) {
        const topics = [topic, other].map((of) => ({ ...of, partitionIndexes: [1, 0, 2] }));
        await play.ask(label, client, 'OffsetFetch', each, { groupId, topics, groups: [{ groupId, topics }] });
      }
    };
    await commit('two topics', [
      [topic, [1, 5, 'm'], [0, 6, null]],
      [other, [0, 7]],
    ]);
    await fetch('fetched');
    await commit('the same partition twice', [[topic, [1, 8, 'first'], [1, 9, 'second']]]);
    await commit('offset 0, -1 and -2', [[topic, [0, 0], [1, -1], [2, -2]]]);
    await fetch('fetched again');
    await commit('metadata of 4096 and of 4097 bytes', [[topic, [0, 1, 'x'.repeat(4096)], [1, 1, 'x'.repeat(4097)]]]);
    await commit('metadata of 4096 and of more bytes in characters', [
      [topic, [0, 1, 'ä'.repeat(4096)], [1, 1, 'ä'.repeat(4097)], [2, 1, '😀'.repeat(2049)]],
    ]);
    await play.ask(
      'where they are',
      client,
      'OffsetFetch',
      5,
      { groupId, topics: null, groups: [] },
      {
        see: ({ topics }) =>
          topics
            .flatMap(({ name, partitions }) =>
              partitions.map(({ partitionIndex, committedOffset, metadata }) =>
                [name === topic.name, partitionIndex, committedOffset, metadata?.length].join(),
              ),
            )
            .toSorted(),
      },
    );
    await play.ask(
      'a join of what was simple',
      client,
      'JoinGroup',
      3,
      joinBody(groupId, topic.name, { protocolType: 'connect' }),
      { see: ({ errorCode, generationId, protocolName }) => [errorCode, generationId, protocolName] },
    );
  }
}

/** Groups at moments that are seldom looked at: while they rebalance, before anybody is in, when nobody is any more. */
export const ODD_MEMBER_SCRIPTS: readonly Script[] = [
  {
    name: 'odd-members',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 3);
      const other = await play.createTopic(client, 'other', 1);
      await protocols(play, topic);
      await pending(play, client, topic);
      await simple(play, client, topic, other);
    },
  },
];
