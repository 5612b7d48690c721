import { ZERO_UUID } from '@testka/protocol';

/** How many of each kind are remembered. */
const MEMORY = 16;

/**
 * What a client could know, so that requests get beyond the first check: names that exist, and what answers said. The oldest
 * is forgotten first.
 */
export class Knowledge {
  readonly topics: string[] = ['orders', 'payments', 'missing', '__consumer_offsets', '__transaction_state'];
  readonly groups: string[] = ['billing', 'shipping', 'nobody'];
  readonly texts: string[] = [
    'consumer',
    'range',
    'PLAIN',
    'user',
    'client-id',
    'ip',
    '127.0.0.1',
    '1',
    'retention.ms',
  ];
  readonly memberIds: string[] = [''];
  readonly uuids: string[] = [ZERO_UUID];
  readonly numbers: number[] = [0];

  /** Takes in whatever an answer contains. */
  learn(value: unknown, key = ''): void {
    if (typeof value === 'string') this.#learnText(value, key);
    else if (typeof value === 'number') {
      if (/sessionId|producerId|generation|epoch/i.test(key)) remember(this.numbers, value);
    } else if (Array.isArray(value)) for (const item of value.slice(0, 8)) this.learn(item, key);
    else if (typeof value === 'object' && value !== null && !Buffer.isBuffer(value)) {
      for (const [name, item] of Object.entries(value)) this.learn(item, name);
    }
  }

  #learnText(value: string, key: string): void {
    if (value.length > 100) return;
    if (/member/i.test(key)) remember(this.memberIds, value);
    else if (/topicId/.test(key)) remember(this.uuids, value);
    else remember(this.texts, value);
  }
}

function remember<T>(items: T[], item: T): void {
  if (items.includes(item)) return;
  items.push(item);
  if (items.length > MEMORY) items.shift();
}
