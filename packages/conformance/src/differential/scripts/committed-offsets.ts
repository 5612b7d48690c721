import type { Script } from '../play.ts';
import { commitBody } from './group-shapes.ts';
import { batch, produceBody, UNKNOWN_ID, versions } from './shapes.ts';

/** OffsetCommit and OffsetFetch. */
export const COMMITTED_OFFSET_SCRIPTS: readonly Script[] = [
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
];
