import { isPlainObject, wrong } from '../check.ts';
import { BrokerError } from '../errors.ts';
import type { ResolvedOptions } from '../options/resolve-options.ts';
import type { Snapshot } from '../types/snapshot.ts';
import type { BrokerState } from './broker-state.ts';
import { decodeState, encodeState } from './snapshot-data.ts';

const VERSION = 1;

/** What snapshots stand for: those made here, and those out of bytes, which are decoded once. */
const states = new WeakMap<object, BrokerState>();

export function snapshotOf(state: BrokerState): Snapshot {
  let data: Uint8Array | undefined;
  // Its own and enumerable, so that whoever clones the snapshot, or looks at it, finds the bytes.
  const snapshot: Snapshot = {
    version: VERSION,
    get data() {
      return (data ??= encodeState(state));
    },
  };
  states.set(snapshot, state);
  return snapshot;
}

/**
 * What a snapshot stands for.
 * @param name how the user calls it
 * @throws BrokerError ERR_INVALID_SNAPSHOT
 */
export function stateOf(given: unknown, name: string): BrokerState {
  const refused = { name, value: given, code: 'ERR_INVALID_SNAPSHOT' } as const;
  if (!isPlainObject(given)) throw wrong(refused, 'what broker.snapshot() gave');
  const known = states.get(given);
  if (known !== undefined) return known;
  const { version, data } = given;
  if (version === undefined && data === undefined) throw wrong(refused, 'what broker.snapshot() gave');
  if (version !== VERSION) throw wrong({ ...refused, name: `the version of ${name}`, value: version }, `${VERSION}`);
  // Of a worker, or of the realm of a Jest test, it is no instance of our Uint8Array.
  if (!ArrayBuffer.isView(data) || Object.prototype.toString.call(data) !== '[object Uint8Array]') {
    const expected = 'the bytes of a snapshot, as JSON cannot hold them: { version: 1, data: readFileSync(file) }';
    throw wrong({ ...refused, name: `the data of ${name}`, value: data }, expected);
  }
  const state = decodeState(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  states.set(given, state);
  return state;
}

/** @throws BrokerError ERR_SNAPSHOT_MISMATCH when a broker of these options cannot be what the snapshot was taken of */
export function checkFit(
  { cluster }: BrokerState,
  { release, nodes }: Pick<ResolvedOptions, 'release' | 'nodes'>,
): void {
  if (cluster.release !== release) {
    throw new BrokerError(
      'ERR_SNAPSHOT_MISMATCH',
      `the snapshot is of a broker with kafkaVersion '${cluster.release}', and this one has '${release}'; give both the same`,
    );
  }
  const ids = nodes.map(({ id }) => id).toSorted((a, b) => a - b);
  if (ids.join() === cluster.nodes.join()) return;
  throw new BrokerError(
    'ERR_SNAPSHOT_MISMATCH',
    `the snapshot is of a cluster of the nodes ${cluster.nodes.join(', ')}, and this one has ${ids.join(', ')}; ` +
      'give both the same option `nodes`',
  );
}
