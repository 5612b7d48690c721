import { type ApiName, ErrorCode, ZERO_UUID } from '@testka/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchOf, type Client, Harness, produceTo } from '../../test/harness.ts';
import type { Trouble } from '../faults/fault.ts';
import type { Exchange } from '../interceptors.ts';
import { CALM_AFTER, Chaos, MAX_IN_A_ROW } from './chaos.ts';
import { CHAOS_KINDS, type ChaosKind, type ChaosOptions } from './options.ts';

const NODES = [1, 2, 3].map((id) => ({ id, rack: null }));

interface Options extends Partial<Omit<ChaosOptions, 'kinds'>> {
  readonly kinds?: readonly ChaosKind[];
}

/** A cluster with chaos, a topic of three partitions, and all that passes. */
function troubled({ kinds = CHAOS_KINDS, ...options }: Options = {}, brokers = [{ id: 1, rack: null }]) {
  const chaos = new Chaos({ seed: 1, rate: 0.04, apis: '*', ...options, kinds: new Set(kinds) });
  const harness = new Harness({ chaos, brokers, configs: { 'default.replication.factor': String(brokers.length) } });
  const seen: Exchange[] = [];
  harness.cluster.interceptors.observe((exchange) => seen.push(exchange));
  harness.apply({
    kind: 'request',
    call: 1,
    api: 'CreateTopics',
    version: 7,
    body: {
      topics: [{ name: 'orders', numPartitions: 3, replicationFactor: -1, assignments: [], configs: [] }],
      timeoutMs: 1000,
      validateOnly: false,
    },
  });
  harness.apply({ kind: 'admin', command: { type: 'mark-baseline' } });
  return { harness, seen };
}

/** Sends so many records, each by a connection that may have ended, and says of each what chaos did. */
function produceMany(harness: Harness, count: number, clientId = 'app'): string[] {
  const fates: string[] = [];
  const stop = harness.cluster.interceptors.observe((exchange) => fates.push(describe(exchange.trouble)));
  for (let index = 0; index < count; index++) send(harness, clientId, index % 3);
  harness.advance(10_000);
  stop();
  return fates;
}

/** One Produce by a connection of its own. */
function send(harness: Harness, clientId: string, partition = 0, acks = -1): void {
  const leader = harness.cluster.view.metadata.partition('orders', partition)?.leader ?? 1;
  produceOn(harness.connect(clientId, leader), partition, acks);
}

function produceOn(client: Client, partition = 0, acks = -1): void {
  const partitionData = [{ index: partition, records: batchOf(['a']) }];
  client.send('Produce', 11, {
    acks,
    timeoutMs: 1000,
    topicData: [{ name: 'orders', topicId: ZERO_UUID, partitionData }],
  });
}

function describe(trouble: Trouble | undefined): string {
  if (trouble === undefined) return '-';
  const { effect, match } = trouble;
  return `${JSON.stringify(effect)} ${match.topic ?? ''}${match.partition ?? ''}`;
}

test('the same seed troubles the same requests in the same way, another one others', () => {
  const first = produceMany(troubled({ seed: 7 }).harness, 300);
  expect(produceMany(troubled({ seed: 7 }).harness, 300)).toEqual(first);
  expect(produceMany(troubled({ seed: 8 }).harness, 300)).not.toEqual(first);
  expect(first.some((fate) => fate !== '-')).toBe(true);
});

test('what a client meets does not depend on what others do meanwhile, nor on injected faults', () => {
  // Delays would change the order in which they are done with.
  const kinds = ['error', 'disconnect'] as const;
  const alone = produceMany(troubled({ kinds }).harness, 200, 'app');
  const { harness } = troubled({ kinds });
  const apis = new Set<ApiName>(['Produce']);
  const match = { topic: undefined, partition: undefined, group: undefined, transactionalId: undefined };
  const whole = { ...match, apis, clientId: 'app', broker: undefined, when: undefined };
  const effect = { type: 'error', errorCode: ErrorCode.MESSAGE_TOO_LARGE, apply: false } as const;
  const limits = { times: Infinity, skip: 0, probability: 0.5 };
  harness.apply({
    kind: 'admin',
    command: { type: 'inject-fault', id: 1, fault: { match: whole, effect, ...limits } },
  });
  const fates: string[] = [];
  const refused: boolean[] = [];
  harness.cluster.interceptors.observe(({ clientId, trouble, faults }) => {
    if (clientId !== 'app') return;
    fates.push(describe(trouble));
    refused.push(faults.length > 0);
  });
  for (let index = 0; index < 200; index++) {
    send(harness, 'app', index % 3);
    send(harness, 'other', index % 3);
  }
  // What the fault has answered chaos has not touched.
  expect(fates).toEqual(alone.map((fate, index) => (refused[index] === true ? '-' : fate)));
});

test('a reset begins anew', () => {
  const { harness } = troubled();
  const first = produceMany(harness, 150);
  expect(harness.cluster.view.troubles).toEqual({
    requests: 150,
    troubled: first.filter((fate) => fate !== '-').length,
  });
  harness.apply({ kind: 'admin', command: { type: 'reset' } });
  expect(harness.cluster.view.troubles).toEqual({ requests: 0, troubled: 0 });
  expect(produceMany(harness, 150)).toEqual(first);
});

test.each([0.01, 0.04, 0.2])('of many requests a share of %d is troubled', (rate) => {
  const { harness } = troubled({ rate, kinds: ['error'] });
  for (let index = 0; index < 40; index++) produceMany(harness, 50, `client-${index}`);
  const { requests, troubled: count } = harness.cluster.view.troubles;
  expect(requests).toBe(2000);
  expect(count / requests / rate).toBeGreaterThan(0.7);
  expect(count / requests / rate).toBeLessThan(1.2);
});

test('retries end: whatever the seed, after two in a row there are three that go well', () => {
  const options = fc.record({
    seed: fc.integer({ min: 0 }),
    rate: fc.double({ min: 0.01, max: 1, noNaN: true }),
    kinds: fc.subarray([...CHAOS_KINDS], { minLength: 1 }),
  });
  const asked = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 20, maxLength: 60 });
  fc.assert(
    fc.property(options, asked, (given, clients) => {
      const { harness, seen } = troubled(given);
      for (const clientId of clients) send(harness, clientId);
      harness.advance(10_000);
      for (const clientId of ['a', 'b', 'c']) {
        const own = seen.filter((exchange) => exchange.clientId === clientId).toSorted(bySequence);
        const fates = own.map(({ trouble }) => (trouble === undefined ? '.' : 'x')).join('');
        expect(fates).not.toMatch(new RegExp(`x{${MAX_IN_A_ROW + 1}}`));
        expect(fates).not.toMatch(new RegExp(`x{${MAX_IN_A_ROW}}\\.{1,${CALM_AFTER - 1}}x`));
      }
    }),
    { numRuns: 60 },
  );
});

/** In the order in which they came in, whenever they were answered. */
function bySequence(a: Exchange, b: Exchange): number {
  return (a.connection?.id ?? 0) - (b.connection?.id ?? 0);
}

test('any number of client ids is bounded, and the late ones are troubled too', () => {
  const { harness } = troubled({ rate: 1, kinds: ['error'] });
  for (let index = 0; index < 2100; index++) send(harness, `client-${index}`);
  const { troubled: before } = harness.cluster.view.troubles;
  expect(before).toBeGreaterThan(2000);
  for (let index = 2100; index < 2200; index++) send(harness, `client-${index}`);
  // Those share one stream: two of five.
  expect(harness.cluster.view.troubles.troubled - before).toBe(40);
});

test('what a producer has in flight behind a refused batch is refused likewise, until that comes again', () => {
  const { harness, seen } = troubled({ rate: 1, kinds: ['error'] });
  const client = harness.connect('app');
  const send = (sequence: number): number | undefined => {
    const records = batchOf(['a'], { producerId: 7, producerEpoch: 0, baseSequence: sequence });
    return produceTo(client, 'orders', records)?.errorCode;
  };
  const wasDone = (): boolean => {
    const effect = seen.at(-1)?.trouble?.effect;
    return effect?.type !== 'error' || effect.apply;
  };
  let next = 0;
  for (let index = 0; index < 40; index++) {
    const first = send(next);
    if (wasDone()) {
      next += 1;
      continue;
    }
    expect([send(next + 1), send(next + 2)]).toEqual([first, first]);
  }
  expect(next).toBeGreaterThan(5);
  const codes = seen.flatMap(({ response }) => {
    const { responses } = response as { responses: { partitionResponses: { errorCode: number }[] }[] };
    return responses[0]?.partitionResponses[0]?.errorCode ?? [];
  });
  expect(codes).not.toContain(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
});

test("the test's own requests are never troubled, nor counted", () => {
  const { harness } = troubled({ rate: 1 });
  const body = { topics: null, allowAutoTopicCreation: false };
  const effects = harness.apply({ kind: 'request', call: 2, api: 'Metadata', version: 12, body });
  expect(effects).toMatchObject([{ kind: 'answer', response: { topics: [{ errorCode: 0 }] } }]);
  expect(harness.cluster.view.troubles).toEqual({ requests: 0, troubled: 0 });
});

test('of acks=0 nothing is lost', () => {
  const { harness, seen } = troubled({ rate: 1 }, NODES);
  for (let index = 0; index < 100; index++) send(harness, 'app', 0, 0);
  harness.advance(10_000);
  const done = harness.cluster.view.metadata.partition('orders', 0)?.log.logEndOffset;
  expect(done).toBe(100);
  expect(new Set(seen.flatMap(({ trouble }) => trouble?.effect.type ?? []))).toEqual(new Set(['delay', 'throttle']));
});

test('other APIs than those that are wanted are left alone', () => {
  const { harness } = troubled({ rate: 1, apis: new Set<ApiName>(['Fetch']) });
  expect(new Set(produceMany(harness, 20))).toEqual(new Set(['-']));
});

test('work that failed by itself is not said to have failed with something else', () => {
  const { harness, seen } = troubled({ rate: 1, kinds: ['error'] });
  const client = harness.connect('app');
  for (let index = 0; index < 60; index++) produceTo(client, 'orders', Buffer.from('no batch'));
  const codes = seen.flatMap(({ trouble, response }) => {
    if (trouble?.effect.type !== 'error' || !trouble.effect.apply) return [];
    const { responses } = response as { responses: { partitionResponses: { errorCode: number }[] }[] };
    return responses[0]?.partitionResponses[0]?.errorCode ?? [];
  });
  expect(codes.length).toBeGreaterThan(0);
  expect(new Set(codes)).toEqual(new Set([ErrorCode.INVALID_RECORD]));
});

test('leaders change, and the broker that was asked says so itself', () => {
  const { harness, seen } = troubled({ rate: 1, kinds: ['leader-change'] }, NODES);
  const { leader, leaderEpoch } = harness.cluster.view.metadata.partition('orders', 0) ?? {};
  send(harness, 'app');
  expect(seen.at(-1)?.trouble?.effect).toEqual({ type: 'elect' });
  expect(seen.at(-1)?.response).toMatchObject({
    responses: [{ partitionResponses: [{ errorCode: ErrorCode.NOT_LEADER_OR_FOLLOWER }] }],
  });
  const after = harness.cluster.view.metadata.partition('orders', 0);
  expect(after?.leader).not.toBe(leader);
  expect(after?.leaderEpoch).toBe((leaderEpoch ?? 0) + 1);
});

test('while time stands still nothing waits for it', () => {
  const { harness, seen } = troubled({ rate: 1, kinds: ['delay'], apis: new Set<ApiName>(['Produce']) });
  const connection = harness.connect('app');
  for (let index = 0; index < 20; index++) produceOn(connection);
  expect(connection.frames.length).toBeLessThan(20);
  const timeStands = (isStill: boolean) => {
    harness.apply({ kind: 'admin', command: { type: 'time-stands', isStill } });
  };
  // What was put off, or was to follow a silence, is done.
  timeStands(true);
  expect(connection.frames).toHaveLength(20);
  const before = seen.length;
  for (let index = 0; index < 20; index++) produceOn(connection);
  expect(connection.frames).toHaveLength(40);
  expect(seen.slice(before).map(({ trouble }) => trouble)).toEqual(Array(20).fill(undefined));
  timeStands(false);
  for (let index = 0; index < 20; index++) produceOn(connection);
  expect(connection.frames.length).toBeLessThan(60);
});
