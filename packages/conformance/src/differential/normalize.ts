/**
 * Makes what two brokers say comparable: what is random or of the moment gets a name by the order in which it turns up; all
 * the rest stays as it is.
 */
export class Normalizer {
  readonly #names = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  of(value: unknown, key = ''): unknown {
    if (typeof value === 'bigint') return String(value);
    if (Buffer.isBuffer(value)) return this.#bytes(value, key);
    if (Array.isArray(value)) return inOrder(value).map((item) => this.of(item, key));
    if (typeof value === 'object' && value !== null) return this.#object(value as Record<string, unknown>);
    if (typeof value === 'string') return this.#text(value, key);
    if (typeof value === 'number') return this.#number(value, key);
    return value;
  }

  #object(value: Record<string, unknown>): Record<string, unknown> {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.of(item, key)]));
  }

  #text(value: string, key: string): unknown {
    // Kafka's words are its own; whether there are any is behaviour.
    if (/(message|Message)$/.test(key)) return value === '' ? '' : '<text>';
    if (key === 'topicId') return value === 'AAAAAAAAAAAAAAAAAAAAAA' ? 'zero' : this.#named('topic id', value);
    if (key === 'clusterId') return '<cluster>';
    if (key === 'host' || key === 'clientHost') return '<host>';
    return value.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (uuid) => this.#named('uuid', uuid));
  }

  #number(value: number, key: string): unknown {
    if (key === 'port' && value > 0) return '<port>';
    if (key === 'sessionId' && value !== 0) return this.#named('session', String(value));
    if (key === 'producerId' && value >= 0) return this.#named('producer', String(value));
    if (/(timestamp|logAppendTimeMs)$/i.test(key) && value > 1_600_000_000_000) return '<time>';
    if (key === 'finalizedFeaturesEpoch') return '<epoch>';
    // It depends on how much time has passed since the client's first request.
    if (key === 'throttleTimeMs' && value > 0) return '<throttled>';
    return value;
  }

  #bytes(value: Buffer, key: string): unknown {
    return key === 'records' ? `${value.length} bytes` : value.toString('base64');
  }

  #named(kind: string, value: string): string {
    const known = this.#names.get(`${kind}/${value}`);
    if (known !== undefined) return known;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    const name = `<${kind} ${count}>`;
    this.#names.set(`${kind}/${value}`, name);
    return name;
  }
}

/** What entries of an array are known by. Kafka's own order is often that of a hash map, and means nothing. */
const KEYS = [
  'name',
  'topic',
  'groupId',
  'memberId',
  'partitionIndex',
  'partition',
  'index',
  'apiKey',
  'topicId',
  'entityType',
] as const;

function inOrder(items: readonly unknown[]): unknown[] {
  return items.toSorted((a, b) => {
    const [left, right] = [keyOf(a), keyOf(b)];
    return left < right ? -1 : left > right ? 1 : 0;
  });
}

function keyOf(item: unknown): string | number {
  if (typeof item !== 'object' || item === null) return '';
  const entry = item as Record<string, unknown>;
  if (Array.isArray(entry['entity'])) return JSON.stringify(inOrder(entry['entity']));
  // A quota; coordinators have a key as well, and come in the order of the request.
  if (typeof entry['key'] === 'string' && typeof entry['value'] === 'number') return entry['key'];
  const value = KEYS.map((key) => entry[key]).find((each) => each !== undefined);
  return typeof value === 'string' || typeof value === 'number' ? value : '';
}
