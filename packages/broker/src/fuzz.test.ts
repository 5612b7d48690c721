import { readdirSync, readFileSync } from 'node:fs';
import {
  DescribeConfigsRequest,
  DescribeTopicPartitionsRequest,
  type InferInput,
  JoinGroupRequest,
  ListOffsetsRequest,
} from '@testka/protocol';
import { expect, test } from 'vitest';
import { testBroker } from '../test/broker.ts';
import { fuzz, type Step } from '../test/fuzz/fuzz.ts';
import { growthOf } from '../test/fuzz/heap.ts';
import { play } from '../test/fuzz/minimise.ts';
import { fuzzSockets } from '../test/fuzz/sockets.ts';
import { CoreTarget, type TargetOptions } from '../test/fuzz/core-target.ts';
import { Knowledge } from '../test/fuzz/knowledge.ts';
import { requestFrame } from '../test/raw-client.ts';

const seed = Number(process.env['SEED'] ?? 1);
const FRAMES = new URL('../test/fuzz/frames/', import.meta.url);

// The whole of it, a million frames and what stays in memory, is `npm run test:fuzz`.
test.each<TargetOptions>([
  { release: '4.4', nodes: 1 },
  { release: '4.4', nodes: 3 },
  { release: '3.9', nodes: 1 },
])(
  'no frame breaks a broker of release $release with $nodes nodes, or makes it wait',
  (target) => {
    const { failure } = fuzz({ seed, frames: 6000, roundSize: 2000, target });
    expect(failure).toBeUndefined();
  },
  60_000,
);

test('no bytes on a socket break the broker, or keep others from being answered', async () => {
  const broker = await testBroker({ topics: ['orders', 'payments'] });
  await fuzzSockets(broker, { seed, frames: 1000 });
}, 60_000);

const many = <T>(length: number, entry: (index: number) => T): T[] =>
  Array.from({ length }, (_, index) => entry(index));
const LATEST = { partitionIndex: 0, timestamp: -1 };

const listOffsets = (topics: InferInput<typeof ListOffsetsRequest>['topics']): Buffer =>
  requestFrame('ListOffsets', ListOffsetsRequest, 7, { replicaId: -1, isolationLevel: 0, timeoutMs: 1000, topics });

/** Two members whose lists have a single name in common. */
const join = (member: string): Buffer =>
  requestFrame('JoinGroup', JoinGroupRequest, 3, {
    groupId: 'billing',
    sessionTimeoutMs: 10_000,
    rebalanceTimeoutMs: 10_000,
    memberId: '',
    protocolType: 'consumer',
    protocols: [...many(40_000, (index) => `${member}${index}`), 'range'].map((name) => ({
      name,
      metadata: Buffer.alloc(0),
    })),
  });

test.each<{ what: string; frames: readonly Buffer[] }>([
  {
    what: 'DescribeTopicPartitions, 40,000 topics',
    frames: [
      requestFrame('DescribeTopicPartitions', DescribeTopicPartitionsRequest, 0, {
        topics: many(40_000, (index) => ({ name: `n${index}` })),
        responsePartitionLimit: 2000,
        cursor: null,
      }),
    ],
  },
  {
    what: 'ListOffsets, 20,000 topics',
    frames: [listOffsets(many(20_000, (index) => ({ name: `n${index}`, partitions: [LATEST] })))],
  },
  {
    what: 'ListOffsets, one partition 40,000 times',
    frames: [listOffsets([{ name: 'orders', partitions: many(40_000, () => LATEST) }])],
  },
  {
    what: 'ListOffsets, 40,000 partitions',
    frames: [
      listOffsets([{ name: 'orders', partitions: many(40_000, (partitionIndex) => ({ ...LATEST, partitionIndex })) }]),
    ],
  },
  {
    what: 'DescribeConfigs, a broker 3000 times',
    frames: [
      requestFrame('DescribeConfigs', DescribeConfigsRequest, 4, {
        resources: many(3000, () => ({ resourceType: 4, resourceName: '1', configurationKeys: null })),
        includeSynonyms: true,
        includeDocumentation: true,
      }),
    ],
  },
  { what: 'JoinGroup, 40,000 protocols each', frames: [join('a'), join('b')] },
])('a request that asks for a great deal makes nobody wait: $what', ({ frames }) => {
  const target = new CoreTarget({ release: '4.4', nodes: 1 }, new Knowledge());
  for (const [slot, bytes] of frames.entries()) target.send(slot, [bytes]);
  expect(target.closed).toBe(0);
});

interface Frame {
  readonly what: string;
  readonly target: TargetOptions;
  readonly steps: readonly (Step | { slot: number; frames: number; chunks: readonly string[] })[];
}

test.each(readdirSync(FRAMES).filter((name) => name.endsWith('.json')))('what broke it once: %s', (name) => {
  const { target, steps } = JSON.parse(readFileSync(new URL(name, FRAMES), 'utf8')) as Frame;
  const decoded = steps.map((step): Step => {
    return 'chunks' in step ? { ...step, chunks: step.chunks.map((hex) => Buffer.from(hex as string, 'hex')) } : step;
  });
  expect(play(target, decoded)).toBeUndefined();
});

test('growth that stays is noticed, and noise is not', () => {
  const megabytes = (...sizes: number[]) => growthOf(sizes.map((size) => size * 1e6));
  expect(megabytes(20, 30)).toBeUndefined();
  expect(megabytes(20, 25, 30, 31, 30, 32, 30.1, 33, 30.2)).toBe(0);
  expect(megabytes(20, 21, 22, 23, 24, 25, 26, 27, 28)).toBe(3e6);
});

test('a broker that keeps something of each frame fails', () => {
  const target = { release: '4.4', nodes: 1 } as const;
  const { failure } = fuzz({ seed, frames: 4500, roundSize: 500, target, leakBytes: 2000 });
  expect(failure?.message).toMatch(/^\d+ bytes stay after connections are closed and reset$/);
}, 60_000);
