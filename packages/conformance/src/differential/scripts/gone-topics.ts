import type { Play, Script } from '../play.ts';
import type { RawClient } from '../raw-client.ts';
import { commitBody } from './group-shapes.ts';
import { batch, fetchBody, metadataBody, produceBody, ZERO } from './shapes.ts';

/** A topic that goes while others still speak of it. */
async function goneTopics(play: Play, client: RawClient): Promise<void> {
  for (const version of [7, 12, 13, 18]) {
    const topic = await play.createTopic(client, `gone-v${version}`, 2);
    const groupId = await play.group(client, `of-gone-v${version}`);
    await play.ask('commit', client, 'OffsetCommit', 9, commitBody(groupId, topic, 3));
    await client.ask('Produce', 9, produceBody(topic, batch(['a'])));
    const opened = await play.ask(
      'a session',
      client,
      'Fetch',
      version,
      fetchBody(topic, { sessionId: 0, sessionEpoch: 0 }),
    );
    const sessionId = opened?.sessionId ?? 0;
    await play.ask('deleted', client, 'DeleteTopics', 6, {
      topics: [{ name: topic.name, topicId: ZERO }],
      topicNames: [],
      timeoutMs: 5000,
    });
    await play.until(client, 'Metadata', 9, metadataBody([topic.name]), ({ topics }) => topics[0]?.errorCode === 3);
    const go = (label: string, sessionEpoch: number, over: object = {}) =>
      play.ask(label, client, 'Fetch', version, {
        ...fetchBody(topic, { sessionId, sessionEpoch }),
        topics: [],
        ...over,
      });
    await go('the session', 1);
    await go('the session again', 2);
    await go('forgotten', 3, { forgottenTopicsData: [{ topic: topic.name, topicId: topic.topicId, partitions: [0] }] });
    await play.ask('produced', client, 'Produce', Math.min(version, 13), produceBody(topic, batch(['a'])));
    await play.ask('a commit', client, 'OffsetCommit', 9, commitBody(groupId, topic, 3));
    await play.ask('a commit by id', client, 'OffsetCommit', 10, commitBody(groupId, topic, 3));
    await play.ask('an offset deleted', client, 'OffsetDelete', 0, {
      groupId,
      topics: [{ name: topic.name, partitions: [{ partitionIndex: 0 }] }],
    });
    await play.ask('by id', client, 'Metadata', 12, metadataBody([], { ids: [topic.topicId] }));
  }
}

/** Topics that were deleted, and who has not noticed. */
export const GONE_TOPIC_SCRIPTS: readonly Script[] = [
  {
    name: 'gone-topics',
    async run(play) {
      await goneTopics(play, await play.connect());
    },
  },
];
