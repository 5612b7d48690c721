import { FIRST_CLEANING } from '../kafka.ts';
import { type KnownSet, type Question, setOf } from './sets.ts';
import { storedRecords } from './stored-records.ts';

type Entry = Readonly<Record<string, unknown>>;

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/**
 * Makes what two brokers say comparable: what is random or of the moment gets a name by the order in which it turns up, and
 * sets are put in order; all the rest stays as it is.
 */
export class Normalizer {
  readonly #names = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  /** What is looked at was an answer to this. */
  #question: Question | undefined;

  of(value: unknown, question?: Question): unknown {
    this.#question = question;
    return this.#any(value, '');
  }

  /** A topic's id is called by the topic's name from now on. */
  learnTopic(topicId: string, name: string): void {
    this.#names.set(`topic id/${topicId}`, `<id of ${name}>`);
  }

  #any(value: unknown, key: string): unknown {
    if (typeof value === 'bigint') return String(value);
    if (Buffer.isBuffer(value)) return value.toString('base64');
    if (Array.isArray(value)) return this.#array(value, key);
    if (typeof value === 'object' && value !== null) return this.#object(value as Entry);
    if (typeof value === 'string') return this.#text(value, key);
    if (typeof value === 'number') return this.#number(value, key);
    return value;
  }

  #array(items: readonly unknown[], key: string): unknown[] {
    if (key === 'records' && items.every((item) => Buffer.isBuffer(item)))
      return storedRecords(Buffer.concat(items)).map((stored) => this.#any(stored, ''));
    const set = setOf(key, this.#question);
    const told = key === 'configs' ? (items as readonly Entry[]).filter(({ name }) => name !== FIRST_CLEANING) : items;
    return (set === undefined ? told : this.#inOrder(told as readonly Entry[], set)).map((item) =>
      this.#any(item, key),
    );
  }

  #object(value: Entry): Entry {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.#any(item, key)]));
  }

  #text(value: string, key: string): unknown {
    // Kafka's words are its own; whether there are any is behaviour.
    if (/(message|Message|documentation)$/.test(key)) return value === '' ? '' : '<text>';
    if (key === 'topicId') return value === 'AAAAAAAAAAAAAAAAAAAAAA' ? 'zero' : this.#named('topic id', value);
    if (key === 'clusterId') return '<cluster>';
    if (key === 'host' || key === 'clientHost') return '<host>';
    return value.replaceAll(UUID, (uuid) => this.#named('uuid', uuid));
  }

  #number(value: number, key: string): unknown {
    if (key === 'port' && value > 0) return '<port>';
    if (key === 'sessionId' && value !== 0) return this.#named('session', String(value));
    if (key === 'producerId' && value >= 0) return this.#named('producer', String(value));
    if (/(timestamp|logAppendTimeMs)$/i.test(key) && isOfTheMoment(value)) return '<time>';
    if (key === 'finalizedFeaturesEpoch') return '<epoch>';
    // It depends on how much time has passed since the client's first request.
    if (key === 'throttleTimeMs' && value > 0) return '<throttled>';
    return value;
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

  /** Entries of a set, by what they are known by; where it has runs, within these. */
  #inOrder(entries: readonly Entry[], { by, runs }: KnownSet): Entry[] {
    let run = 0;
    const placed = entries.map((entry, index) => {
      const before = entries[index - 1];
      if (before !== undefined && runs !== undefined && runs(entry) !== runs(before)) run++;
      return { entry, run, keys: by.map((key) => this.#sortKey(entry[key], key)) };
    });
    return placed.toSorted((a, b) => a.run - b.run || compareKeys(a.keys, b.keys)).map(({ entry }) => entry);
  }

  /** Ids that have a name by now are known by it. */
  #sortKey(value: unknown, key: string): string | number {
    if (typeof value === 'number') return value;
    if (key === 'topicId') return this.#names.get(`topic id/${String(value)}`) ?? String(value);
    const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
    return text.replaceAll(UUID, (uuid) => this.#names.get(`uuid/${uuid}`) ?? uuid);
  }
}

function compareKeys(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index] ?? '';
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

/** Times that scripts make up lie before and after, and are compared. */
function isOfTheMoment(timestampMs: number): boolean {
  return timestampMs > 1_750_000_000_000 && timestampMs < 4_000_000_000_000;
}
