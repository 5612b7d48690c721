import type { IHeaders, KafkaMessage, Message } from 'kafkajs';

import { MalformedOrderError } from './order.ts';
import type { GaveUpError } from './retry.ts';

/** Where a message stood when it failed. */
export interface Origin {
  topic: string;
  partition: number;
}

/** The message as it came, with headers that say why it is here and where it came from. */
export function makeDeadLetter(origin: Origin, message: KafkaMessage, failure: GaveUpError): Message {
  const reason = failure.cause instanceof MalformedOrderError ? 'malformed' : 'gave-up';
  const headers: IHeaders = {
    ...message.headers,
    'dlq-reason': reason,
    'dlq-error': failure.message,
    'dlq-attempts': String(failure.attempts),
    'dlq-origin': `${origin.topic}[${origin.partition}]@${message.offset}`,
  };
  return { key: message.key, value: message.value, headers };
}
