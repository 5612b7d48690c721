import type { Script } from './play.ts';

/** What a script, or a case, may say of the cluster that it needs. */
export type Needs = Pick<Script, 'nodes' | 'racks' | 'config' | 'users'> & Partial<Pick<Script, 'name' | 'ownCluster'>>;

/** What a cluster must be like for a script; scripts that need the same share one. */
export interface SetUp {
  readonly nodes: 1 | 3;
  /** The script that has the cluster for itself, to stop brokers of it; undefined: all who need the same share it. */
  readonly owner: string | undefined;
  /** Of the nodes, in their order; none: they have none. */
  readonly racks: readonly string[];
  readonly config: Readonly<Record<string, string>>;
  /** Who may log in with SASL PLAIN, by name, with the password; none: clients need not. */
  readonly users: Readonly<Record<string, string>>;
}

/** What both sides are started with, so that neither waits for what the other does not do. */
const CONFIG: Readonly<Record<string, string>> = {
  'group.initial.rebalance.delay.ms': '0',
  'offsets.topic.num.partitions': '5',
};

export function setUpOf({ name, ownCluster = false, nodes = 1, racks = [], config = {}, users = {} }: Needs): SetUp {
  return { nodes, owner: ownCluster ? name : undefined, racks, config: { ...CONFIG, ...config }, users };
}

/** The same for set-ups that are alike: scripts with the same key share a cluster. */
export function keyOf({ nodes, owner, racks, config, users }: SetUp): string {
  const sorted = (record: object): unknown => Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([nodes, owner ?? '', racks, sorted(config), sorted(users)]);
}

/** Scripts by what they need, each in its order: one cluster is started for each entry. */
export function bySetUp<S extends Needs>(scripts: readonly S[]): (readonly [SetUp, readonly S[]])[] {
  const groups = new Map<string, { setUp: SetUp; scripts: S[] }>();
  for (const script of scripts) {
    const setUp = setUpOf(script);
    const group = groups.get(keyOf(setUp)) ?? { setUp, scripts: [] };
    group.scripts.push(script);
    groups.set(keyOf(setUp), group);
  }
  return [...groups.values()].map(({ setUp, scripts: alike }) => [setUp, alike]);
}
