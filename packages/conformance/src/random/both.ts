import { compareSteps, type Difference } from '../differential/compare.ts';
import { explained } from '../differential/differences.ts';
import type { Step } from '../differential/play.ts';
import { type Needs, type SetUp, setUpOf } from '../differential/set-up.ts';
import type { Action } from './action.ts';
import type { BrokerCount } from './draw.ts';
import { playSequence } from './sequence.ts';

/** Under which name `differences.ts` lists what may differ here. */
const NAME = 'random';

const NEVER_MS = '86400000';

/** Records of long ago stay, deleted ones too; and thousands of logs, of topics that were deleted too, are small and soon gone. */
const NEEDS: Needs = {
  config: {
    'log.retention.ms': '-1',
    'log.retention.check.interval.ms': NEVER_MS,
    'log.segment.delete.delay.ms': '1000',
    'log.index.size.max.bytes': '65536',
  },
};

export function randomSetUp(brokers: BrokerCount): SetUp {
  return setUpOf({ ...NEEDS, nodes: brokers });
}

/** Nobody leads again who has not been asked to. */
export const NO_REBALANCE: Readonly<Record<string, string>> = { 'auto.leader.rebalance.enable': 'false' };

/** Settings of Kafka's own: what it tidies up in the background waits until all is over, and followers hear soon of what others have. */
export const KAFKA_INTERNALS: Readonly<Record<string, string>> = {
  'log.cleaner.backoff.ms': NEVER_MS,
  'offsets.retention.check.interval.ms': NEVER_MS,
  'log.initial.task.delay.ms': NEVER_MS,
  ...NO_REBALANCE,
  'replica.fetch.wait.max.ms': '20',
};

/** The addresses of the two brokers. */
export interface Sides {
  readonly kafka: string;
  readonly testka: string;
}

let plays = 0;

/** A prefix that no sequence had before, always of the same length: it is part of what consumers send. */
function newPrefix(): string {
  plays++;
  const unique = (Date.now() % 36 ** 6).toString(36) + (plays % 36 ** 3).toString(36).padStart(3, '0');
  return `r${unique.padStart(9, '0')}`;
}

/** What came of a sequence, one step for each thing asked. */
export async function stepsOf(actions: readonly Action[], bootstrapServers: string): Promise<Step[]> {
  return (await playSequence(actions, bootstrapServers, newPrefix())).flat();
}

/** Where two sides differ without a reason that is known. */
export function unexplained(kafka: readonly Step[], testka: readonly Step[]): Difference[] {
  return compareSteps(kafka, testka).filter((each) => explained(NAME, each) === undefined);
}

/** Plays a sequence on both sides at once. */
export async function differencesOf(actions: readonly Action[], { kafka, testka }: Sides): Promise<Difference[]> {
  const [theirs, ours] = await Promise.all([stepsOf(actions, kafka), stepsOf(actions, testka)]);
  return unexplained(theirs, ours);
}
