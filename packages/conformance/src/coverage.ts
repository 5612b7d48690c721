import type { Script, Step } from './differential/play.ts';

/** Requests of one API at one version, by what the real broker made of them. */
export interface Tally {
  /** Bodies that differ in more than names and ids. */
  readonly shapes: number;
  /** Of these, answered without an error. A shape can be both, in different states of the broker. */
  readonly happy: number;
  /** Answered with an error, or with the end of the connection. */
  readonly wrong: number;
}

/** What was compared of one API at one version. */
export interface Cell {
  readonly one: Tally;
  readonly three: Tally;
  /** Frames that are no proper request: bodies cut short, lengths that lie. */
  readonly frames: Tally;
}

export interface Played {
  readonly script: Script;
  readonly steps: readonly Step[];
}

/** By `Produce v13`. */
export type Coverage = ReadonlyMap<string, Cell>;

const FRAME = 'frame ';
const NONE: Tally = { shapes: 0, happy: 0, wrong: 0 };
export const NOTHING: Cell = { one: NONE, three: NONE, frames: NONE };

export function pairName(api: string, version: number): string {
  return `${api} v${version}`;
}

/** What the scripts asked, from the recordings; that our answers are the same is for `differential.test.ts` to say. */
export function coverageOf(played: readonly Played[]): Coverage {
  const groups = new Map<string, Record<keyof Cell, Step[]>>();
  for (const { script, steps } of played) {
    for (const step of steps) {
      if (step.asked === undefined) continue;
      const { api, version, shape } = step.asked;
      const name = pairName(api, version);
      const group = groups.get(name) ?? { one: [], three: [], frames: [] };
      groups.set(name, group);
      group[shape.startsWith(FRAME) ? 'frames' : script.nodes === 3 ? 'three' : 'one'].push(step);
    }
  }
  return new Map(
    [...groups].map(([name, { one, three, frames }]) => [
      name,
      { one: tally(one), three: tally(three), frames: tally(frames) },
    ]),
  );
}

function tally(steps: readonly Step[]): Tally {
  const distinct = (some: readonly Step[]): number => new Set(some.map(({ asked }) => asked?.shape)).size;
  return {
    shapes: distinct(steps),
    happy: distinct(steps.filter(({ outcome }) => !isWrong(outcome))),
    wrong: distinct(steps.filter(({ outcome }) => isWrong(outcome))),
  };
}

/** An error anywhere in the answer, or none at all: `silent` is what acks=0 is answered with. */
function isWrong(outcome: unknown): boolean {
  if (Array.isArray(outcome)) return outcome.some(isWrong);
  if (typeof outcome !== 'object' || outcome === null) return outcome === 'closed';
  return Object.entries(outcome).some(([key, value]) => (key === 'errorCode' && value !== 0) || isWrong(value));
}

/** What there is not to be had five of, or nothing wrong of, and why. Published in docs/compatibility-by-version.md. */
export const EXCEPTIONS: readonly { readonly pairs: readonly string[]; readonly why: string }[] = [
  {
    pairs: ['Produce v0', 'Produce v1', 'Produce v2'],
    why: 'Kafka 4.4 offers them and closes the connection (KAFKA-18659).',
  },
  {
    pairs: [
      'ApiVersions v0',
      'ApiVersions v1',
      'ApiVersions v2',
      'ListGroups v0',
      'ListGroups v1',
      'ListGroups v2',
      'ListGroups v3',
    ],
    why: 'Requests without a field: there is one shape, and only frames can be wrong.',
  },
  {
    pairs: ['ListPartitionReassignments v0'],
    why: 'What is not there is left out of the answer; there is no error to be had.',
  },
  { pairs: ['ListConfigResources v0'], why: 'A request without a field.' },
  {
    pairs: ['AddRaftVoter v0', 'AddRaftVoter v1', 'RemoveRaftVoter v0', 'UnregisterController v0'],
    why: 'A cluster with a fixed quorum of voters, as nearly all are that tests use, refuses all of them: nothing is happy.',
  },
  { pairs: ['DescribeCluster v0'], why: 'One flag: there are two shapes, and only frames can be wrong.' },
];

const MIN_SHAPES = 5;

/** Pairs with fewer than five shapes, or nothing happy, or nothing wrong; those excepted not among them. */
export function thin(pairs: readonly string[], coverage: Coverage): string[] {
  const excepted = new Set(EXCEPTIONS.flatMap((exception) => exception.pairs));
  return pairs.flatMap((pair) => {
    const { one, three, frames } = coverage.get(pair) ?? NOTHING;
    const shapes = Math.max(one.shapes, three.shapes);
    const isEnough = shapes >= MIN_SHAPES && one.happy + three.happy > 0 && one.wrong + three.wrong + frames.wrong > 0;
    return isEnough || excepted.has(pair) ? [] : [`${pair}: ${shapes} shapes, ${one.happy} happy, ${one.wrong} wrong`];
  });
}
