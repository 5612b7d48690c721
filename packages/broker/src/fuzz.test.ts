import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { testBroker } from '../test/broker.ts';
import { fuzz, type Step } from '../test/fuzz/fuzz.ts';
import { growthOf } from '../test/fuzz/heap.ts';
import { play } from '../test/fuzz/minimise.ts';
import { fuzzSockets } from '../test/fuzz/sockets.ts';
import type { TargetOptions } from '../test/fuzz/core-target.ts';

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
