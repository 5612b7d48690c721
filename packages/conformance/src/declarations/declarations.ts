import * as protocol from '@testka/protocol';
import type { Message } from '@testka/protocol';

/** Every message that the protocol package declares, by name. */
export const DECLARATIONS: ReadonlyMap<string, Message> = new Map(
  Object.entries(protocol).filter((entry): entry is [string, Message] => isMessage(entry[1])),
);

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && 'apiKey' in value && 'versions' in value && 'fields' in value;
}
