import type { ClusterView } from '@testka/core';
import type { ConnectionRoles } from './connection-roles.ts';
import type { Driver } from './driver.ts';
import type { FaultBook } from './faults/fault-book.ts';
import type { TopicCodecs } from './messages/encode-message.ts';
import type { ClientSockets } from './leftovers/client-sockets.ts';
import type { ResolvedOptions } from './options/resolve-options.ts';
import type { Journal, JournalMark } from './journal/journal.ts';
import type { Hold } from './nodes/replication-hold.ts';
import type { BrokerState } from './state/broker-state.ts';
import type { Recording } from './trace/recording.ts';
import type { Broker } from './types/broker.ts';
import type { UniqueNames } from './unique-names.ts';
import type { TestTime } from './waits/test-time.ts';
import type { Waits } from './waits/waits.ts';

/** What the parts of one broker share. */
export interface BrokerContext {
  readonly options: ResolvedOptions;
  readonly driver: Driver;
  readonly view: ClusterView;
  readonly waits: Waits;
  readonly journal: Journal;
  /** The event from which messages count; 0: all do. See `Broker.fromNow`. */
  readonly since: number;
  /** From when on requests count. See `Broker.fromNow`. */
  readonly requestsSince: JournalMark;
  /** Given to nobody else. */
  readonly names: UniqueNames;
  /** How the topics named in options are read and written; all others 'auto'. */
  readonly codecs: Map<string, TopicCodecs>;
  /** How many messages without a key a topic has got from the test: they go round the partitions. */
  readonly keyless: Map<string, number>;
  /** Followers that are held back. */
  readonly holds: Set<Hold>;
  /** What clients have asked. */
  readonly recording: Recording;
  /** Sockets of this process that are connected here. */
  readonly clientSockets: ClientSockets;
  /** What connections were used for. */
  readonly roles: ConnectionRoles;
  /** What is to go wrong. */
  readonly faults: FaultBook;
  /** What `reset` goes back to. */
  readonly beginning: { state: BrokerState | undefined };
  /** Makes another broker; messages count from that event on. */
  readonly startAnother: (options: ResolvedOptions, since: number, testTime: TestTime | undefined) => Promise<Broker>;
  /** How many of the cluster's warnings were passed on. */
  readonly warningsTold: { count: number };
}

/** @throws BrokerError ERR_BROKER_CLOSED, ERR_BROKER_BROKEN */
export function checkOpen({ driver }: BrokerContext): void {
  if (driver.end !== undefined) throw driver.end;
}

const AUTO: TopicCodecs = { key: 'auto', value: 'auto' };

export function codecsOf({ codecs }: BrokerContext, topic: string): TopicCodecs {
  return codecs.get(topic) ?? AUTO;
}
