import type { CreatedTopic, Play, Script } from '../play.ts';
import type { RawClient } from '../raw-client.ts';
import { commitBody, joinAlone, joinBody, subscription, syncBody } from './group-shapes.ts';
import { UNKNOWN_ID, versions, ZERO } from './shapes.ts';

interface Wanted {
  name: string;
  topicId: string;
  partitionIndexes: number[];
}

/** OffsetFetch of groups of which nothing was ever heard. */
async function neverThere(play: Play, client: RawClient, topic: CreatedTopic): Promise<void> {
  const groupId = await play.group(client, 'never');
  const nope = { name: play.name('nope'), topicId: UNKNOWN_ID };
  const of = (each: CreatedTopic, ...partitionIndexes: number[]): Wanted => ({ ...each, partitionIndexes });
  for (const version of versions(1, 10)) {
    for (const requireStable of version >= 7 ? [false, true] : [false]) {
      const ask = (label: string, topics: Wanted[] | null, over: object = {}) =>
        play.ask(`${label}${requireStable ? ', stable' : ''}`, client, 'OffsetFetch', version, {
          groupId,
          topics,
          groups: [{ groupId, memberId: null, memberEpoch: -1, topics, ...over }],
          requireStable,
        });
      await ask('two partitions', [of(topic, 1, 0)]);
      await ask('no topics', []);
      await ask('no partitions', [of(topic)]);
      await ask('unknown and known', [of(topic, 0, 9), of(nope, 0, 1)]);
      await ask('no name and no id', [of({ name: '', topicId: ZERO }, 0)]);
      await ask('a name that is none', [of({ name: 'a/b', topicId: ZERO }, 0)]);
      if (version >= 2) await ask('everything', null);
      if (version < 9) continue;
      await ask('a member', [of(topic, 0)], { memberId: 'm', memberEpoch: 0 });
      await ask('a member, everything', null, { memberId: 'm', memberEpoch: 1 });
      await ask('a member without a name', [of(topic, 0)], { memberId: '', memberEpoch: 0 });
      await ask('a member without a name, epoch -1', [of(topic, 0)], { memberId: '', memberEpoch: -1 });
      await ask('a member, epoch -1', [of(topic, 0)], { memberId: 'm', memberEpoch: -1 });
      await ask('a member, epoch -2', [of(topic, 0)], { memberId: 'm', memberEpoch: -2 });
      await ask('an epoch alone', [of(topic, 0)], { memberId: null, memberEpoch: 0 });
    }
  }
}

/** JoinGroup with one thing odd. */
async function oddJoins(play: Play, client: RawClient, topic: CreatedTopic): Promise<void> {
  const protocol = (name: string) => ({ name, metadata: subscription(topic.name) });
  for (const version of versions(0, 9)) {
    const groupId = await play.group(client, `join-v${version}`);
    const ask = (label: string, over: object) =>
      play.ask(label, client, 'JoinGroup', version, joinBody(groupId, topic.name, over));
    await ask('a protocol without a name', { protocols: [protocol('')], memberId: 'x' });
    await ask('a protocol twice, unknown member', { protocols: [protocol('range'), protocol('range')], memberId: 'x' });
    await ask('no session time', { sessionTimeoutMs: 0 });
    await ask('no session time, unknown member', { sessionTimeoutMs: -1, memberId: 'x' });
    await ask('neither type nor protocols', { protocolType: '', protocols: [] });
    for (const [index, groupInstanceId] of (version < 5 ? [] : ['', 'a/b', 'x'.repeat(250), '.']).entries()) {
      const id = await play.group(client, `instance-${index}-v${version}`);
      const body = joinBody(id, topic.name, { groupInstanceId });
      await play.ask(`the instance "${groupInstanceId.slice(0, 5)}"`, client, 'JoinGroup', version, body);
    }
    const metadata = { protocols: [{ name: 'range', metadata: Buffer.alloc(0) }] };
    const first = await ask('metadata of no bytes', metadata);
    const { memberId } = first ?? { memberId: '' };
    if (first?.errorCode === 79) {
      await ask('a given id, another type', { memberId, protocolType: 'connect', ...metadata });
      await ask('a given id', { memberId, ...metadata });
    }
    // That there is such a group is written a moment after somebody has joined it.
    await play.until(
      client,
      'DescribeGroups',
      5,
      { groups: [groupId], includeAuthorizedOperations: false },
      ({ groups }) => groups[0]?.groupState !== 'Dead',
    );
    await play.ask('described', client, 'DescribeGroups', 5, { groups: [groupId], includeAuthorizedOperations: false });
    await play.ask('left', client, 'LeaveGroup', 3, {
      groupId,
      memberId: '',
      members: [{ memberId, groupInstanceId: null, reason: null }],
    });
    const odd = await play.group(client, `odd-v${version}`);
    const names = {
      protocolType: 'odd type',
      protocols: [
        { name: 'b', metadata: Buffer.from('1') },
        { name: 'a', metadata: Buffer.from('2') },
      ],
    };
    const member = await play.ask('another type', client, 'JoinGroup', version, joinBody(odd, topic.name, names));
    const id = member?.memberId ?? '';
    if (member?.errorCode === 79)
      await play.ask(
        'another type, a given id',
        client,
        'JoinGroup',
        version,
        joinBody(odd, topic.name, { ...names, memberId: id }),
      );
    const sync = (label: string, over: object) =>
      play.ask(
        label,
        client,
        'SyncGroup',
        Math.min(version, 5),
        syncBody(odd, 1, id, { protocolType: 'odd type', protocolName: 'b', ...over }),
      );
    await sync('synced with another protocol', { protocolName: 'a' });
    await sync('synced with no type', { protocolType: null });
    await sync('synced with an empty type', { protocolType: '' });
    await sync('synced with an instance', { groupInstanceId: 'i' });
    await sync('synced without assignments', {});
    await play.ask('described', client, 'DescribeGroups', 6, { groups: [odd], includeAuthorizedOperations: true });
    await play.ask('offsets of a group that is no consumer', client, 'OffsetDelete', 0, {
      groupId: odd,
      topics: [{ name: topic.name, partitions: [{ partitionIndex: 0 }] }],
    });
    await play.ask(
      'members of another type',
      client,
      'OffsetCommit',
      9,
      commitBody(odd, topic, 1, { memberId: id, generationIdOrMemberEpoch: 1 }),
    );
    await play.ask('nobody in a live group', client, 'OffsetCommit', 9, commitBody(odd, topic, 1));
  }
}

/** A static member, and what others say in its name. */
async function staticMembers(play: Play, client: RawClient, topic: CreatedTopic): Promise<void> {
  for (const version of versions(5, 9)) {
    const groupId = await play.group(client, `static-v${version}`);
    const groupInstanceId = 'i';
    const { memberId, generationId } = await joinAlone(play, client, groupId, topic.name, version, { groupInstanceId });
    const me = { groupId, memberId, generationId, groupInstanceId };
    const beat = (label: string, over: object) => play.ask(label, client, 'Heartbeat', 4, { ...me, ...over });
    await beat('a stranger with the instance', { memberId: 'm' });
    await beat('a stranger with the instance, another generation', { memberId: 'm', generationId: 7 });
    await beat('no member id', { memberId: '' });
    await beat('another generation', { generationId: 7 });
    await beat('without the instance', { groupInstanceId: null });
    await beat('an instance without a name', { groupInstanceId: '' });
    const commit = (label: string, over: object) =>
      play.ask(
        label,
        client,
        'OffsetCommit',
        Math.min(version + 1, 10),
        commitBody(groupId, topic, 3, { memberId, generationIdOrMemberEpoch: generationId, groupInstanceId, ...over }),
      );
    await commit('commits', {});
    await commit('commits as a stranger', { memberId: 'm' });
    await commit('commits in another generation', { generationIdOrMemberEpoch: 7 });
    await commit('commits without a generation', { generationIdOrMemberEpoch: -1 });
    await commit('commits as nobody with the instance', { memberId: '', generationIdOrMemberEpoch: -1 });
    await commit('commits as an unknown instance', { groupInstanceId: 'j' });
    const join = (label: string, over: object) =>
      play.ask(label, client, 'JoinGroup', version, joinBody(groupId, topic.name, { groupInstanceId, ...over }));
    await join('joins as a stranger', { memberId: 'm' });
    await join('joins with other protocols', { protocols: [{ name: 'other', metadata: Buffer.from('x') }], memberId });
    await join('joins with another type', { protocolType: 'connect' });
    await join('joins again', { memberId });
    await play.ask(
      'syncs as a stranger',
      client,
      'SyncGroup',
      5,
      syncBody(groupId, generationId, 'm', { groupInstanceId }),
    );
    const leave = (label: string, ...members: [memberId: string, groupInstanceId: string | null][]) =>
      play.ask(label, client, 'LeaveGroup', 5, {
        groupId,
        memberId: '',
        members: members.map(([id, instance]) => ({ memberId: id, groupInstanceId: instance, reason: null })),
      });
    await leave('leaves as a stranger', ['m', groupInstanceId]);
    await leave('leaves with an unknown instance', [memberId, 'j']);
    await leave('leaves with no name', ['', '']);
    await leave('leaves by its id, and by its instance', [memberId, null], ['', groupInstanceId]);
    await commit('commits when it has left', {});
    await commit('commits as nobody when it has left', {
      memberId: '',
      generationIdOrMemberEpoch: -1,
      groupInstanceId: null,
    });
    await play.ask('described', client, 'DescribeGroups', 6, { groups: [groupId], includeAuthorizedOperations: false });
  }
}

/** OffsetCommit with one thing odd, by nobody. */
async function oddCommits(play: Play, client: RawClient, topic: CreatedTopic): Promise<void> {
  for (const version of versions(2, 10)) {
    const groupId = await play.group(client, `commit-v${version}`);
    const ask = (label: string, over: object) =>
      play.ask(label, client, 'OffsetCommit', version, commitBody(groupId, topic, 3, over));
    const at = (...indexes: number[]) => ({
      topics: [
        {
          ...topic,
          partitions: indexes.map((partitionIndex) => ({
            partitionIndex,
            committedOffset: 4,
            committedLeaderEpoch: 99,
            committedMetadata: '',
          })),
        },
      ],
    });
    await ask('generation -2', { generationIdOrMemberEpoch: -2 });
    await ask('generation 0', { generationIdOrMemberEpoch: 0 });
    await ask('a member id, generation -1', { memberId: 'm', generationIdOrMemberEpoch: -1 });
    await ask('a member id, generation 0', { memberId: 'm', generationIdOrMemberEpoch: 0 });
    await ask('no group', { groupId: '' });
    await ask('no group, a member', { groupId: '', memberId: 'm', generationIdOrMemberEpoch: 1 });
    if (version >= 7) await ask('an instance alone', { groupInstanceId: 'i' });
    if (version >= 7)
      await ask('an instance, generation 0', { groupInstanceId: 'i', memberId: 'm', generationIdOrMemberEpoch: 0 });
    await ask('no partitions', at());
    await ask('partition -1 and 0', at(-1, 0));
    await ask('a retention of 1 ms', { retentionTimeMs: 1, ...at(1) });
    await ask('a name that is none', { topics: [{ ...at(0).topics[0]!, name: 'a/b', topicId: ZERO }] });
    await ask('no name', { topics: [{ ...at(0).topics[0]!, name: '', topicId: ZERO }] });
    await play.ask('what is there', client, 'OffsetFetch', 7, { groupId, topics: null, groups: [] });
    await play.ask('described', client, 'DescribeGroups', 5, { groups: [groupId], includeAuthorizedOperations: false });
    await play.ask('deleted', client, 'DeleteGroups', 2, { groupsNames: [groupId] });
  }
}

/** Classic groups, and requests of which one thing is odd. */
export const ODD_GROUP_SCRIPTS: readonly Script[] = [
  {
    name: 'odd-groups',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 2);
      await neverThere(play, client, topic);
      await oddJoins(play, client, topic);
      await staticMembers(play, client, topic);
      await oddCommits(play, client, topic);
    },
  },
];
