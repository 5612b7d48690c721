/** Partitions of the offsets topic on both sides, and who leads them where there are three brokers: see `prepare.ts`. */
const LEADERS = [1, 2, 3, 1, 2] as const;

/** Each group has a broker of its own, if there are several. */
const COORDINATORS: ReadonlyMap<string, number> = new Map([
  ['g', 2],
  ['h', 3],
]);

export function coordinatorOf(group: string, nodes: readonly number[]): number {
  return nodes.length === 1 ? 1 : (COORDINATORS.get(group) ?? 1);
}

/** A group id that begins like this and is coordinated there. */
export function groupIdAt(base: string, node: number, nodes: readonly number[]): string {
  if (nodes.length === 1) return base;
  return firstLike(base, (groupId) => LEADERS[offsetsPartitionOf(groupId)] === node);
}

/** Another group id, whose offsets go to the same partition. */
export function neighbourOf(groupId: string): string {
  const partition = offsetsPartitionOf(groupId);
  return firstLike(`${groupId}-neighbour`, (other) => offsetsPartitionOf(other) === partition);
}

function firstLike(base: string, isRight: (groupId: string) => boolean): string {
  for (let count = 0; ; count++) {
    const groupId = `${base}-${count}`;
    if (isRight(groupId)) return groupId;
  }
}

/** As in Kafka: Java's hash of the id, modulo. */
function offsetsPartitionOf(groupId: string): number {
  let hash = 0;
  for (const char of groupId) hash = (Math.imul(31, hash) + (char.codePointAt(0) ?? 0)) | 0;
  // What Java has no positive number for is 0.
  return hash === -0x8000_0000 ? 0 : Math.abs(hash) % LEADERS.length;
}
