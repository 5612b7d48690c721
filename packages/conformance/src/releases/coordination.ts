import type { CreatedTopic, Play, Script } from '../differential/play.ts';
import type { RawClient } from '../differential/raw-client.ts';
import { commitBody, joinBody, syncBody } from '../differential/scripts/group-shapes.ts';
import { batch, fetchBody, produceBody } from '../differential/scripts/shapes.ts';

interface Answered {
  readonly topics: readonly {
    readonly name?: string;
    readonly partitions: readonly { readonly partitionIndex: number }[];
  }[];
}

/** The coordinator of 3.9 answers topics and partitions in the order of a hash map. */
function inOrder({ topics }: Answered): unknown {
  return topics
    .map((topic) => ({
      ...topic,
      partitions: topic.partitions.toSorted((a, b) => a.partitionIndex - b.partitionIndex),
    }))
    .toSorted((a, b) => ((a.name ?? '') < (b.name ?? '') ? -1 : 1));
}

type Wanted = [topic: CreatedTopic, ...partitions: number[]];

async function listed(play: Play, client: RawClient, topic: CreatedTopic): Promise<void> {
  for (const version of [1, 5, 9]) {
    const ask = (label: string, ...topics: [name: string, ...partitions: number[]][]) =>
      play.ask(label, client, 'ListOffsets', version, {
        replicaId: -1,
        isolationLevel: 0,
        timeoutMs: 0,
        topics: topics.map(([name, ...partitions]) => {
          return { name, partitions: partitions.map((partitionIndex) => ({ partitionIndex, timestamp: -1 })) };
        }),
      });
    await ask('no partitions', [topic.name]);
    await ask('a partition twice', [topic.name, 0, 0, 1]);
    await ask('a topic twice', [topic.name, 0], [topic.name, 1]);
    await ask('the same twice', [topic.name, 0], [topic.name, 0]);
    await ask('an unknown topic twice', [play.name('no'), 0], [topic.name, 1], [play.name('no'), 1]);
  }
}

async function committed(play: Play, client: RawClient, topic: CreatedTopic, other: CreatedTopic): Promise<void> {
  for (const version of [5, 8, 9]) {
    const groupId = await play.group(client, `commits-v${version}`);
    const early = { generationIdOrMemberEpoch: 3, memberId: 'm' };
    await play.ask('a generation, no group', client, 'OffsetCommit', version, commitBody(groupId, topic, 1, early));
    const commit = (label: string, ...topics: Wanted[]) => {
      const wanted = topics.map(([of, ...partitions]) => ({
        ...of,
        partitions: partitions.map((partitionIndex, at) => {
          return { partitionIndex, committedOffset: at + 1, committedLeaderEpoch: -1, committedMetadata: '' };
        }),
      }));
      const body = commitBody(groupId, topic, 1, { topics: wanted });
      return play.ask(label, client, 'OffsetCommit', version, body, { see: inOrder });
    };
    await commit('a partition twice', [topic, 0, 0], [other, 0]);
    await commit('a topic twice', [topic, 0], [topic, 1]);
    await commit('a topic without partitions', [topic], [other, 0]);
    const fetch = (label: string, ...topics: Wanted[]) => {
      const wanted = topics.map(([of, ...partitionIndexes]) => ({ ...of, partitionIndexes }));
      return play.ask(
        label,
        client,
        'OffsetFetch',
        version,
        {
          groupId,
          topics: wanted,
          groups: [{ groupId, topics: wanted }],
        },
        { see: (answer) => [inOrder(answer), answer.groups.map((group) => inOrder(group))] },
      );
    };
    await fetch('a partition twice', [topic, 0, 0], [other, 0]);
    await fetch('a topic twice', [topic, 0], [topic, 1]);
    await fetch('a topic without partitions', [topic], [other, 0]);
    const remove = (label: string, ...topics: Wanted[]) =>
      play.ask(
        label,
        client,
        'OffsetDelete',
        0,
        {
          groupId,
          topics: topics.map(([{ name }, ...partitions]) => {
            return { name, partitions: partitions.map((partitionIndex) => ({ partitionIndex })) };
          }),
        },
        { see: (answer) => [answer.errorCode, inOrder(answer)] },
      );
    await remove('a topic twice', [topic, 0], [topic, 0]);
    await remove('a topic without partitions', [topic]);
    await remove('all that is left', [topic, 0, 1], [other, 0]);
    await remove('once more', [topic, 0]);
    await play.ask('nothing is left', client, 'DescribeGroups', 5, {
      groups: [groupId],
      includeAuthorizedOperations: false,
    });
  }
}

async function described(play: Play, client: RawClient, topic: CreatedTopic): Promise<void> {
  const groupId = await play.group(client, 'members');
  const joined = await play.ask('joins', client, 'JoinGroup', 3, joinBody(groupId, topic.name));
  const { memberId = '', generationId = -1 } = joined ?? {};
  const describe = (label: string) =>
    play.ask(label, client, 'DescribeGroups', 5, { groups: [groupId], includeAuthorizedOperations: true });
  const assignments = [{ memberId, assignment: Buffer.from('assigned') }];
  // That there is such a group is written a moment after somebody has joined it.
  await play.until(
    client,
    'DescribeGroups',
    5,
    { groups: [groupId], includeAuthorizedOperations: false },
    ({ groups }) => groups[0]?.groupState !== 'Dead',
  );
  await describe('before it has synced');
  await play.ask('syncs', client, 'SyncGroup', 3, syncBody(groupId, generationId, memberId, { assignments }));
  await describe('when it has');
  await play.ask('joins again', client, 'JoinGroup', 3, joinBody(groupId, topic.name, { memberId }));
  await describe('in the next generation');
}

/** In what groups and offsets, and a few reads, differ from release to release. */
export const COORDINATION: Script = {
  name: 'release-coordination',
  async run(play) {
    const client = await play.connect();
    const topic = await play.createTopic(client, 'orders', 2);
    const other = await play.createTopic(client, 'other');
    await client.ask('Produce', 9, produceBody(topic, batch(['a'])));
    await listed(play, client, topic);
    await committed(play, client, topic, other);
    await described(play, client, topic);
    for (const key of ['g', '', 'a:b:c'])
      await play.ask(`share "${key}"`, client, 'FindCoordinator', 6, { key, keyType: 2, coordinatorKeys: [key] });
    for (const version of [4, 12, 17])
      await play.ask('isolation 2', client, 'Fetch', version, fetchBody(topic, { isolationLevel: 2 }));
    const follower = { replicaState: { replicaId: 7, replicaEpoch: 1 } };
    await play.ask('a follower that is none', client, 'Fetch', 17, { ...fetchBody(topic), ...follower });
  },
};
