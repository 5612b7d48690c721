import type { Script } from '../play.ts';
import { batch, fetchBody, produceBody, UNKNOWN_ID, versions } from './shapes.ts';

/** Fetch, its sessions included. */
export const FETCH_SCRIPTS: readonly Script[] = [
  {
    name: 'fetch-every-version',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 2);
      for (const value of ['a', 'b', 'c'])
        await client.ask('Produce', 9, produceBody(topic, batch([value.repeat(20)])));
      for (const version of versions(4, 18)) {
        const ask = (label: string, shape: Parameters<typeof fetchBody>[1], of = topic) =>
          play.ask(label, client, 'Fetch', version, fetchBody(of, shape));
        await ask('all', {});
        await ask('from the middle, committed', { fetchOffset: 1, isolationLevel: 1 });
        await ask('at the end', { fetchOffset: 3 });
        await ask('beyond the end', { fetchOffset: 4 });
        await ask('before the start', { fetchOffset: -1 });
        await ask('a small limit', { partitionMaxBytes: 10 });
        await ask('no bytes at all', { maxBytes: 0 });
        await ask('cut', { partitionMaxBytes: 120 });
        await ask('negative bytes', { partitionMaxBytes: -1 });
        await ask('an unknown partition', { partition: 7 });
        await ask('an unknown topic', {}, { name: play.name('nope'), topicId: UNKNOWN_ID });
        await ask('a newer epoch', { currentLeaderEpoch: 9 });
        await ask('last fetched epoch beyond the end', { lastFetchedEpoch: 0, fetchOffset: 10 });
        await ask('an unknown last fetched epoch', { lastFetchedEpoch: 5, fetchOffset: 1 });
      }
    },
  },
  {
    name: 'fetch-many-partitions',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 3);
      for (const index of [0, 1, 2])
        await client.ask('Produce', 9, produceBody(topic, batch(['x'.repeat(100)]), { index }));
      const ask = (label: string, maxBytes: number, partitions: number[], partitionMaxBytes = 1_000_000) => {
        const asked = partitions.map((partition) => ({ partition, fetchOffset: 0, partitionMaxBytes }));
        const body = {
          ...fetchBody(topic, { maxBytes }),
          topics: [{ topic: topic.name, topicId: topic.topicId, partitions: asked }],
        };
        return play.ask(label, client, 'Fetch', 12, body);
      };
      await ask('all', 1_000_000, [0, 1, 2]);
      await ask('one fits', 180, [0, 1, 2]);
      await ask('one and a half', 270, [2, 1, 0]);
      await ask('none fits', 1, [1, 0]);
      await ask('tiny partitions', 1_000_000, [0, 1, 2], 1);
      await ask('twice the same', 1_000_000, [0, 0]);
      await ask('one unknown', 1_000_000, [0, 9, 1]);
      const empty = { maxWaitMs: 200, minBytes: 1, isolationLevel: 0, topics: [], forgottenTopicsData: [] };
      await play.ask('no topics', client, 'Fetch', 12, empty);
    },
  },
  {
    name: 'fetch-sessions',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 2);
      await client.ask('Produce', 9, produceBody(topic, batch(['a'])));
      for (const version of [7, 11, 12, 13, 17]) {
        const both = [0, 1].map((partition) => ({ partition, fetchOffset: 0, partitionMaxBytes: 1000 }));
        const full = (sessionId: number, sessionEpoch: number) => ({
          ...fetchBody(topic, { sessionId, sessionEpoch }),
          topics: [{ topic: topic.name, topicId: topic.topicId, partitions: both }],
        });
        const opened = await play.ask('open', client, 'Fetch', version, full(0, 0));
        const sessionId = opened?.sessionId ?? 0;
        const go = (label: string, sessionEpoch: number, over: object = {}) =>
          play.ask(label, client, 'Fetch', version, { ...full(sessionId, sessionEpoch), topics: [], ...over });
        await go('data again, as the position did not move', 1);
        await go('moved on', 2, {
          topics: [
            {
              topic: topic.name,
              topicId: topic.topicId,
              partitions: [{ partition: 0, fetchOffset: 1, partitionMaxBytes: 1000 }],
            },
          ],
        });
        await go('nothing new', 3);
        await go('a wrong epoch', 9);
        await go('the right epoch still', 4);
        await go('forget one', 5, {
          forgottenTopicsData: [{ topic: topic.name, topicId: topic.topicId, partitions: [0] }],
        });
        await go('an unknown id', 1, { sessionId: 123_456_789 });
        await go('forget the last', 6, {
          forgottenTopicsData: [{ topic: topic.name, topicId: topic.topicId, partitions: [1] }],
        });
        await go('after that', 7);
        await play.ask('sessionless', client, 'Fetch', version, full(0, -1));
      }
    },
  },
];
