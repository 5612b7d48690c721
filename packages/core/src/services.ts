import type { GroupCoordinator } from './coordinator/group/group-coordinator.ts';
import type { ReturningMembers } from './coordinator/group/returning-members.ts';
import type { ConnectionId } from './command.ts';
import type { Connection } from './connections.ts';
import type { DelayedOperations } from './delayed.ts';
import type { RecordCheck } from './log/record-check.ts';
import type { MessageSets } from './message-sets/message-sets.ts';
import type { BrokerLoggers } from './metadata/configs/broker-loggers.ts';
import type { Configs } from './metadata/configs/configs.ts';
import type { Features } from './metadata/features.ts';
import type { Metadata } from './metadata/metadata.ts';
import type { ProducerIds } from './metadata/producer-ids.ts';
import type { ClientQuotas } from './metadata/quotas/client-quotas.ts';
import type { FetchSessions } from './partition/fetch-sessions.ts';
import type { LongPolls } from './partition/long-polls.ts';
import type { Replication } from './partition/replication.ts';
import type { Random } from './random.ts';
import type { Release } from './releases/release.ts';
import type { Authentication } from './security/authentication.ts';
import type { Throttling } from './throttling/throttling.ts';
import type { Timers } from './timers.ts';
import type { Warnings } from './warnings.ts';

/** What ApiVersions says of one API. */
export interface ApiOffer {
  readonly apiKey: number;
  readonly minVersion: number;
  readonly maxVersion: number;
}

/** The cluster's parts, as handlers see them. One set for the whole cluster; nothing here is per broker or connection. */
export interface Services {
  /** The release of Apache Kafka that the cluster is. */
  readonly release: Release;
  /** Undefined: the release knows record batches only. */
  readonly messageSets: MessageSets | undefined;
  readonly timers: Timers;
  readonly random: Random;
  readonly configs: Configs;
  readonly features: Features;
  readonly loggers: BrokerLoggers;
  readonly metadata: Metadata;
  readonly producerIds: ProducerIds;
  readonly quotas: ClientQuotas;
  readonly throttling: Throttling;
  readonly groups: GroupCoordinator;
  readonly fetchSessions: FetchSessions;
  readonly longPolls: LongPolls;
  readonly replication: Replication;
  readonly delayed: DelayedOperations;
  readonly authentication: Authentication;
  readonly limits: Limits;
  readonly recordCheck: RecordCheck | undefined;
  readonly connections: ReadonlyMap<ConnectionId, Connection>;
  /** In the order of their keys. */
  offers(): readonly ApiOffer[];
  /** Numbers the cluster's events in their order: appends, fetches, assignments. */
  nextSequence(): number;
  /** The last number given. */
  sequence(): number;
  /** Later events have numbers above this one. */
  continueAfter(sequence: number): void;
  /** Members that a restore has put out. */
  readonly returning: ReturningMembers;
  /** The event number of the last reset or restore; 0: none yet. */
  readonly resets: { latest: number };
  /** Things accepted that do not behave as in Kafka, in words, in the order in which they came up. */
  readonly warnings: Warnings;
}

/** Where this broker differs from Kafka on purpose, within what a real cluster could have answered. */
export interface Limits {
  /** Upper bound of a Fetch long poll, ms: consumers that wait for their open fetch before they close, close at once. */
  readonly maxFetchWaitMs: number;
}
