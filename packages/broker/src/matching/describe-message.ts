import { formatValue } from '../format.ts';
import type { Message } from '../types/message.ts';

/** `orders[0]@3 (key 'a', value { id: 1 })` */
export function describeMessage({ topic, partition, offset, key, value }: Message): string {
  return `${topic}[${partition}]@${offset} (key ${formatValue(key)}, value ${formatValue(value)})`;
}
