import assert from 'node:assert/strict';
import type { CreatedTopic, Play } from '../differential/play.ts';
import type { RawClient } from '../differential/raw-client.ts';
import { batch, fetchBody, metadataBody, produceBody } from '../differential/scripts/shapes.ts';
import type { AcceptanceCase } from './case.ts';
import { answerTo, append, ask, recordsIn, until } from './asking.ts';

/** Bytes per second. What goes beyond what ten seconds allow, or one of Kafka's windows, is throttled, 1 ms for a byte. */
const RATE = 1000;
/** Some hundred bytes beyond that. */
const TOO_MUCH = 'x'.repeat(10_400);

async function limit(client: RawClient, key: string, names: readonly string[], value: number | null): Promise<void> {
  const entries = names.map((entityName) => ({
    entity: [{ entityType: 'client-id', entityName }],
    ops: [{ key, value: value ?? 0, remove: value === null }],
  }));
  const answer = await ask(client, 'AlterClientQuotas', 1, { entries, validateOnly: false });
  assert.deepEqual(new Set(answer.entries.map(({ errorCode }) => errorCode)), new Set([0]));
}

/**
 * Runs `body` with a client id that may exceed the quota. Kafka's brokers learn of a quota a while after it is set: others
 * try until they are throttled, each once.
 */
async function whileLimited(
  play: Play,
  key: 'producer_byte_rate' | 'consumer_byte_rate',
  exceed: (client: RawClient) => Promise<number>,
  body: (clientId: string) => Promise<void>,
): Promise<void> {
  const admin = await play.connect();
  const scouts = Array.from({ length: 50 }, (_, index) => play.name(`scout-${index}`));
  const names = [play.name('limited'), ...scouts];
  await limit(admin, key, names, RATE);
  try {
    const left = scouts.values();
    await until(
      'a quota that throttles',
      async () => exceed(await play.connect(left.next().value ?? assert.fail('no scout is left'))),
      (throttleTimeMs) => throttleTimeMs > 0,
    );
    await body(play.name('limited'));
  } finally {
    await limit(admin, key, names, null);
  }
}

/**
 * That the connection is silent for as long as its answer said, and that others are not: of the same client, and of another.
 * A lower bound only, from before the request was sent: slowness cannot break it.
 */
async function assertMuted(
  play: Play,
  clientId: string,
  exceed: (client: RawClient) => Promise<number>,
): Promise<void> {
  const throttled = await play.connect(clientId);
  const others = [await play.connect(clientId), await play.connect()];
  const sentAt = performance.now();
  const throttleTimeMs = await exceed(throttled);
  assert(throttleTimeMs > 0, 'it is throttled');
  const pending = throttled.send('Metadata', 9, metadataBody([]));
  const order: string[] = [];
  const muted = answerTo(throttled, 'Metadata', 9, pending).then(() => order.push('the throttled connection'));
  for (const other of others) {
    await ask(other, 'Metadata', 9, metadataBody([]));
    order.push('another connection');
  }
  await muted;
  assert.deepEqual(order, ['another connection', 'another connection', 'the throttled connection']);
  const silentMs = performance.now() - sentAt;
  assert(silentMs >= throttleTimeMs - 1, `silent for ${silentMs} ms of ${throttleTimeMs}`);
}

async function produceTooMuch(client: RawClient, topic: CreatedTopic): Promise<number> {
  const answer = await ask(client, 'Produce', 9, produceBody(topic, batch([TOO_MUCH])));
  assert.equal(answer.responses[0]?.partitionResponses[0]?.errorCode, 0);
  return answer.throttleTimeMs;
}

export const THROTTLING_CASES: readonly AcceptanceCase[] = [
  {
    name: 'T07: a producer beyond its quota is answered at once, and only that connection is then silent for so long',
    async run(play) {
      const topic = await play.createTopic(await play.connect(), 'orders');
      const exceed = (client: RawClient): Promise<number> => produceTooMuch(client, topic);
      await whileLimited(play, 'producer_byte_rate', exceed, (clientId) => assertMuted(play, clientId, exceed));
    },
  },
  {
    name: 'T07: a consumer beyond its quota is answered at once, without records, and only that connection is then silent',
    async run(play) {
      const admin = await play.connect();
      const topic = await play.createTopic(admin, 'orders');
      await append(admin, topic, TOO_MUCH);
      const exceed = async (client: RawClient): Promise<number> => {
        const { throttleTimeMs, responses } = await ask(client, 'Fetch', 11, fetchBody(topic));
        assert.deepEqual(throttleTimeMs > 0 ? responses : [], []);
        return throttleTimeMs;
      };
      await whileLimited(play, 'consumer_byte_rate', exceed, (clientId) => assertMuted(play, clientId, exceed));
    },
  },
  {
    name: 'X9: a fetch in a session that is throttled brings nothing, and the session goes on',
    async run(play) {
      const admin = await play.connect();
      const topic = await play.createTopic(admin, 'orders');
      await append(admin, topic, TOO_MUCH);
      const exceed = async (client: RawClient): Promise<number> => {
        return (await ask(client, 'Fetch', 11, fetchBody(topic))).throttleTimeMs;
      };
      await whileLimited(play, 'consumer_byte_rate', exceed, async (clientId) => {
        const client = await play.connect(clientId);
        const fetch = (sessionId: number, sessionEpoch: number, fetchOffset: number) =>
          ask(client, 'Fetch', 12, fetchBody(topic, { sessionId, sessionEpoch, fetchOffset }));
        const { sessionId } = await fetch(0, 0, 1);
        const throttled = await fetch(sessionId, 1, 0);
        assert(throttled.throttleTimeMs > 0, 'it is throttled');
        assert.deepEqual([throttled.errorCode, throttled.sessionId, throttled.responses], [0, sessionId, []]);
        const quiet = await fetch(sessionId, 2, 1);
        assert.deepEqual([quiet.errorCode, quiet.sessionId], [0, sessionId]);
        await append(admin, topic, 'a');
        const [partition] = (await fetch(sessionId, 3, 1)).responses.flatMap(({ partitions }) => partitions);
        assert.deepEqual(recordsIn(partition?.records ?? null), [{ offset: 1, value: 'a' }]);
      });
    },
  },
];
