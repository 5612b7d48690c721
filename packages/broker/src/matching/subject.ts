import type { BrokerContext } from '../context.ts';

/** What is under this key of a broker, topic or group: in the registry that realms and copies of this package share. */
export const SUBJECT: unique symbol = Symbol.for('testka.subject') as never;

/** What a matcher is about. */
export interface Subject {
  readonly kind: 'broker' | 'topic' | 'group';
  /** Of the topic or group; of a broker where it listens. */
  readonly name: string;
  readonly context: BrokerContext;
  /** Of a topic: whether the test says that it may not exist. */
  readonly mayBeMissing?: boolean;
}

/** Undefined: it is nothing of ours. */
export function subjectOf(value: unknown): Subject | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as { readonly [SUBJECT]?: Subject })[SUBJECT];
}
