import type { ClusterSnapshot } from '@testka/core';
import { type BrokerContext, checkOpen } from '../context.ts';
import type { TopicCodecs } from '../messages/encode-message.ts';

/** What a broker is taken back to. */
export interface BrokerState {
  readonly cluster: ClusterSnapshot;
  /** Of topics that are not read as 'auto'; out of a file, those that have a name. */
  readonly codecs: ReadonlyMap<string, TopicCodecs>;
  readonly keyless: ReadonlyMap<string, number>;
}

export function takeState(context: BrokerContext): BrokerState {
  checkOpen(context);
  const { codecs, driver, keyless } = context;
  return { cluster: driver.snapshot(), codecs: new Map(codecs), keyless: new Map(keyless) };
}

/** How messages are read, and where those without a key go next; the cluster is restored already. */
export function restoreHandling({ codecs, keyless, view }: BrokerContext, state: BrokerState): void {
  for (const name of [...codecs.keys()]) if (view.metadata.topic(name) === undefined) codecs.delete(name);
  for (const [name, codec] of state.codecs) codecs.set(name, codec);
  keyless.clear();
  for (const [name, count] of state.keyless) keyless.set(name, count);
}
