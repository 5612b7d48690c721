import { createBroker } from '../../src/index.ts';
import { growthOf, usedBytes } from '../fuzz/heap.ts';
import { produceOnce } from './produce-once.ts';

const ROUNDS = 20;
/** What Node and V8 keep of rounds that leave nothing behind, bytes: by chance, and for each cycle. */
const NOISE = 50_000;
const NOISE_OF_CYCLE = 20;

export interface CyclesResult {
  /** In use after each round, bytes. */
  readonly heaps: readonly number[];
  /** What they have left behind for good, beyond noise, bytes. */
  readonly growth: number;
}

/** Makes a broker, lets a client produce, and closes it, time and again. */
export async function cycles(count: number): Promise<CyclesResult> {
  const heaps: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (let cycle = 0; cycle < count / ROUNDS; cycle++) await live();
    heaps.push(usedBytes());
  }
  const growth = growthOf(heaps, NOISE + NOISE_OF_CYCLE * count);
  if (growth === undefined) throw new Error(`${ROUNDS} rounds are too few to tell`);
  return { heaps, growth };
}

async function live(): Promise<void> {
  const broker = await createBroker({ topics: ['orders'] });
  await produceOnce(broker, 'orders', 'once');
  await broker.close();
}
