/** Kafka's limit: the name becomes a folder's, with the partition behind it. */
const MAX_NAME_LENGTH = 249;

/** Kafka's own log of metadata: no client may create a topic of that name. */
export const CLUSTER_METADATA_TOPIC = '__cluster_metadata';

/** What is wrong with a topic's name, in Kafka's words, or undefined (INVALID_TOPIC_EXCEPTION). */
export function validateTopicName(name: string): string | undefined {
  const reason = reasonAgainst(name);
  return reason === undefined ? undefined : `Topic name is invalid: ${reason}`;
}

function reasonAgainst(name: string): string | undefined {
  if (name === '') return 'the empty string is not allowed';
  if (name === '.' || name === '..') return `'${name}' is not allowed`;
  if (name.length > MAX_NAME_LENGTH) {
    return `the length of '${name}' is longer than the max allowed length ${MAX_NAME_LENGTH}`;
  }
  if (!/^[a-zA-Z0-9._-]+$/.test(name)) {
    return `'${name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'`;
  }
  return undefined;
}

/**
 * The existing topic whose metrics would have the same name, because metric names know no difference between `.` and `_`.
 * @param existing the names of the topics there are; the name itself among them counts too, as in Kafka
 */
export function collides(name: string, existing: Iterable<string>): string | undefined {
  if (!/[._]/.test(name)) return undefined;
  const unified = unify(name);
  for (const other of existing) if (other.length === name.length && unify(other) === unified) return other;
  return undefined;
}

function unify(name: string): string {
  return name.replaceAll('.', '_');
}

/** How often a request names each topic. */
export type NameCounts = ReadonlyMap<string | null, number>;

export function countNames(names: Iterable<string | null>): NameCounts {
  const counts = new Map<string | null, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
