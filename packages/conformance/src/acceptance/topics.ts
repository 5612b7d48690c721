import assert from 'node:assert/strict';
import type { CreatedTopic, Play } from '../differential/play.ts';
import type { Answer, RawClient } from '../differential/raw-client.ts';
import { batch, metadataBody, ZERO } from '../differential/scripts/shapes.ts';
import { append, ask, deleteTopic, fetchFrom, offsetOf, only, produceTo, producerId, until } from './asking.ts';
import type { AcceptanceCase } from './case.ts';
import { commit, committed, joinAlone } from './groups.ts';

/** Error codes of the topics asked to be created, in order. */
async function createErrors(client: RawClient, names: readonly string[], validateOnly = false): Promise<number[]> {
  const topics = names.map((name) => ({ name, numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }));
  const answer = await ask(client, 'CreateTopics', 7, { topics, timeoutMs: 10_000, validateOnly });
  return names.map((name) => answer.topics.find((topic) => topic.name === name)?.errorCode ?? Number.NaN);
}

async function described(
  client: RawClient,
  name: string,
  allow = false,
): Promise<Answer<'Metadata'>['topics'][number]> {
  return only((await ask(client, 'Metadata', 12, metadataBody([name], { allow }))).topics);
}

async function partitionsTo(client: RawClient, { name }: CreatedTopic, count: number): Promise<number> {
  const topics = [{ name, count, assignments: null }];
  const answer = await ask(client, 'CreatePartitions', 3, { topics, timeoutMs: 5000, validateOnly: false });
  return only(answer.results).errorCode;
}

/** The same name a second time: another topic. */
async function recreate(play: Play, client: RawClient, topic: CreatedTopic, base: string): Promise<CreatedTopic> {
  await deleteTopic(client, topic);
  return play.createTopic(client, base);
}

export const TOPIC_CASES: readonly AcceptanceCase[] = [
  {
    name: 'T08: Metadata that creates a topic says 3 first, which is retriable, and its leader later',
    async run(play) {
      const client = await play.connect();
      const name = play.name('auto');
      const first = await described(client, name, true);
      assert.deepEqual([first.errorCode, first.partitions], [3, []]);
      const later = await until(
        'the topic',
        () => described(client, name, true),
        ({ errorCode }) => errorCode === 0,
      );
      assert.deepEqual(
        later.partitions.map(({ leaderId, errorCode }) => [leaderId, errorCode]),
        [[1, 0]],
      );
    },
  },
  {
    name: 'T08: Metadata that must not create a topic never does',
    async run(play) {
      const client = await play.connect();
      const name = play.name('never');
      assert.equal((await described(client, name)).errorCode, 3);
      // Once a topic asked for later is there, the first would be too.
      await play.createTopic(client, 'after');
      assert.equal((await described(client, name)).errorCode, 3);
    },
  },
  {
    name: 'T11: a topic created again under its name has another id, and the old id is unknown',
    async run(play) {
      const client = await play.connect();
      const old = await play.createTopic(client, 'orders');
      await append(client, old, 'a', 'b');
      const topic = await recreate(play, client, old, 'orders');
      assert.notEqual(topic.topicId, old.topicId);
      assert.notEqual(topic.topicId, ZERO);
      assert.equal((await produceTo(client, old, batch(['c']), { version: 13 })).errorCode, 100);
      assert.equal((await fetchFrom(client, old, { version: 13 })).errorCode, 100);
      const body = { ...metadataBody([]), topics: [{ topicId: old.topicId, name: null }] };
      assert.equal(only((await ask(client, 'Metadata', 12, body)).topics).errorCode, 100);
    },
  },
  {
    name: 'T11: of the deleted topic neither records nor committed offsets nor producers are left',
    async run(play) {
      const client = await play.connect();
      const old = await play.createTopic(client, 'orders');
      const groupId = await play.group(client, 'group');
      const id = await producerId(play, client);
      const sent = (baseSequence: number): Buffer =>
        batch(['a', 'b'], { producerId: id, producerEpoch: 0, baseSequence });
      for (const sequence of [0, 2, 4]) assert.equal((await produceTo(client, old, sent(sequence))).errorCode, 0);
      assert.equal(await commit(client, groupId, old, 5), 0);
      const topic = await recreate(play, client, old, 'orders');
      await until(
        'the end of its committed offset',
        () => committed(client, groupId, topic),
        (offset) => offset === -1,
      );
      assert.deepEqual(
        [(await offsetOf(client, topic, -1)).offset, (await offsetOf(client, topic, -2)).offset],
        [0, 0],
      );
      // A producer that were known would be told 45 for a gap.
      const produced = await produceTo(client, topic, sent(90));
      assert.deepEqual([produced.errorCode, produced.baseOffset], [0, 0]);
    },
  },
  {
    name: 'T13: names that only differ in . and _ collide',
    async run(play) {
      const client = await play.connect();
      const first = play.name('a.b');
      const second = play.name('a_b');
      await play.createTopic(client, 'a.b');
      assert.deepEqual(await createErrors(client, [second]), [17]);
      assert.deepEqual(await createErrors(client, [second, first]), [17, 36]);
    },
  },
  {
    name: 'T13: "", ".", "..", 250 characters and what is not in [a-zA-Z0-9._-] are no names',
    async run(play) {
      const client = await play.connect();
      const bad = ['', '.', '..', 'x'.repeat(250), 'a/b', 'a b', 'ä'];
      assert.deepEqual(
        await createErrors(client, bad),
        bad.map(() => 17),
      );
      const answer = await ask(client, 'Metadata', 12, metadataBody(bad, { allow: true }));
      assert.deepEqual(
        answer.topics.map(({ errorCode }) => errorCode),
        bad.map(() => 17),
      );
      const { length } = play.name('');
      assert.deepEqual(await createErrors(client, [play.name('x'.repeat(249 - length))], true), [0]);
    },
  },
  {
    name: 'T14: raised partitions show, with leaders, and take records; lowering them is 37',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 2);
      assert.equal(await partitionsTo(client, topic, 4), 0);
      const raised = await until(
        'four partitions with a leader',
        () => described(client, topic.name),
        ({ partitions }) => partitions.length === 4 && partitions.every(({ leaderId }) => leaderId === 1),
      );
      assert.deepEqual(
        raised.partitions.map(({ partitionIndex }) => partitionIndex).toSorted((a, b) => a - b),
        [0, 1, 2, 3],
      );
      await until(
        'the new partition',
        () => offsetOf(client, topic, -1, { partitionIndex: 3 }),
        ({ errorCode }) => errorCode === 0,
      );
      assert.equal((await produceTo(client, topic, batch(['a']), { index: 3 })).errorCode, 0);
      assert.equal(await partitionsTo(client, topic, 3), 37);
      assert.equal(await partitionsTo(client, topic, 4), 37);
    },
  },
  {
    // Classic members find out by themselves, from Metadata: the broker starts no rebalance.
    name: 'T14: raised partitions leave a classic group as it is until its leader joins again',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 1);
      const groupId = await play.group(client, 'group');
      const { memberId, generationId, join } = await joinAlone(client, groupId, topic.name);
      assert.equal(await partitionsTo(client, topic, 3), 0);
      await until(
        'three partitions',
        () => described(client, topic.name),
        ({ partitions }) => partitions.length === 3,
      );
      const beat = { groupId, generationId, memberId, groupInstanceId: null };
      assert.equal((await ask(client, 'Heartbeat', 4, beat)).errorCode, 0);
      const joined = await ask(client, 'JoinGroup', 7, { ...join, memberId });
      assert.deepEqual([joined.errorCode, joined.generationId], [0, generationId + 1]);
    },
  },
  {
    name: 'the configs of a created topic are told sorted and all, the same by CreateTopics and DescribeConfigs',
    async run(play) {
      const client = await play.connect();
      const name = play.name('orders');
      const configs = [{ name: 'retention.ms', value: '1234567' }];
      const wanted = { name, numPartitions: 1, replicationFactor: 1, assignments: [], configs };
      const created = only((await ask(client, 'CreateTopics', 7, { topics: [wanted], timeoutMs: 10_000 })).topics);
      const told = (created.configs ?? []).map((each) => each.name);
      assert.deepEqual(told, told.toSorted());
      assert.equal(told.length, 37);
      const asked = { resourceType: 2, resourceName: name, configurationKeys: null };
      const answer = await until(
        'the topic',
        () => ask(client, 'DescribeConfigs', 4, { resources: [asked] }),
        ({ results }) => only(results).errorCode === 0,
      );
      const { configs: all } = only(answer.results);
      assert.deepEqual(all.map((each) => each.name).toSorted(), told);
      const values = (each: readonly { name: string; value: string | null }[]) =>
        Object.fromEntries(each.map(({ name: key, value }) => [key, value]));
      assert.deepEqual(values(all), values(created.configs ?? []));
      assert.equal(all.find((each) => each.name === 'retention.ms')?.value, '1234567');
    },
  },
];
