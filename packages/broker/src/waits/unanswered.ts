import { ApiKey } from '@testka/protocol';
import type { BrokerContext } from '../context.ts';
import { plural } from '../format.ts';

/** The most requests that are named one by one. */
const MAX_SHOWN = 10;
const HEADER_START_SIZE = 4;
const API_NAMES: ReadonlyMap<number, string> = new Map(Object.entries(ApiKey).map(([name, key]) => [key, name]));

/** Requests to nodes that are paused: they wait on their connections, so that nobody has looked at them yet. */
export function describeUnanswered({ view }: BrokerContext): string {
  const lines = [...view.connections.values()].flatMap(({ broker, clientId, queue }) => {
    if (view.metadata.brokers.get(broker)?.process !== 'paused') return [];
    return queue.map((frame) => `  ${clientId ?? '-'}  ${apiOf(frame)}  → unanswered, node ${broker} is paused`);
  });
  if (lines.length === 0) return '';
  const more = lines.length > MAX_SHOWN ? [`  … ${lines.length - MAX_SHOWN} more`] : [];
  return [`Waiting: ${plural(lines.length, 'request')}`, ...lines.slice(0, MAX_SHOWN), ...more].join('\n');
}

/** What a frame says that it is, before it is read. */
function apiOf(frame: Buffer): string {
  if (frame.length < HEADER_START_SIZE) return 'a frame without a header';
  const key = frame.readInt16BE(0);
  return `${API_NAMES.get(key) ?? `API ${key}`} v${frame.readInt16BE(2)}`;
}
