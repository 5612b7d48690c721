import { defined } from './assert.ts';
import type { ConnectionId } from './command.ts';
import { apis } from './apis/index.ts';
import { offersOf } from './apis/18-api-versions.ts';
import type { Connection } from './connections.ts';
import { GroupCoordinator } from './coordinator/group/group-coordinator.ts';
import { ReturningMembers } from './coordinator/group/returning-members.ts';
import type { RecordCheck } from './log/record-check.ts';
import type { MessageSets } from './message-sets/message-sets.ts';
import { DelayedOperations } from './delayed.ts';
import type { TroubleSource } from './faults/trouble-source.ts';
import { BrokerLoggers } from './metadata/configs/broker-loggers.ts';
import { Configs } from './metadata/configs/configs.ts';
import { Features } from './metadata/features.ts';
import { internalTopicRecords } from './metadata/internal-topics.ts';
import { LeaderBalance } from './metadata/leader-balance.ts';
import { Metadata } from './metadata/metadata.ts';
import { ProducerIds } from './metadata/producer-ids.ts';
import { ClientQuotas } from './metadata/quotas/client-quotas.ts';
import { FetchSessions } from './partition/fetch-sessions.ts';
import { LongPolls } from './partition/long-polls.ts';
import { Replication } from './partition/replication.ts';
import { Random } from './random.ts';
import { Release } from './releases/release.ts';
import { NEWEST_RELEASE, type ReleaseName } from './releases/release-name.ts';
import { Authentication, type AuthenticationOptions } from './security/authentication.ts';
import type { ApiOffer, Limits, Services } from './services.ts';
import { Throttling } from './throttling/throttling.ts';
import { Timers } from './timers.ts';
import { Warnings } from './warnings.ts';

export interface ClusterOptions {
  readonly seed: number;
  /** Drawn from the seed when left out. */
  readonly clusterId?: string | undefined;
  /** Default: the newest. */
  readonly release?: ReleaseName | undefined;
  /** `@testka/core/message-sets`, which a release before 4.0 needs and no other. */
  readonly messageSets?: MessageSets | undefined;
  readonly brokers: readonly { readonly id: number; readonly rack: string | null }[];
  /** Broker configs by their Kafka names, checked by `parseBrokerConfigs`. */
  readonly configs: ReadonlyMap<string, string>;
  readonly users: AuthenticationOptions['users'];
  readonly limits: Limits;
  /** Default: records of clients are taken as Kafka takes them. */
  readonly recordCheck?: RecordCheck | undefined;
  /** Of `@testka/core/chaos`. Undefined: nothing goes wrong but what the test injects. */
  readonly chaos?: TroubleSource | undefined;
  /** Broker time at the start, ms since the epoch. */
  readonly now: number;
}

/** Puts the cluster's parts together. */
export function buildServices(options: ClusterOptions, connections: ReadonlyMap<ConnectionId, Connection>): Services {
  const release = new Release(options.release ?? NEWEST_RELEASE);
  const random = new Random(options.seed);
  const timers = new Timers();
  const delayed = new DelayedOperations();
  const features = new Features(release.features);
  const configs = new Configs(options.configs, features, release.name);
  const producerIds = new ProducerIds();
  const quotas = new ClientQuotas();
  let offers: readonly ApiOffer[] | undefined;
  const numbers = eventNumbers();
  const metadata = new Metadata({
    clusterId: options.clusterId ?? random.fork('cluster-id').kafkaUuid(),
    random,
    configs,
    features,
    producerIds,
    quotas,
    partitionPorts: {
      topicConfig: (name, broker) => configs.topic(name, broker),
      producerIdExpirationMs: (broker) => configs.broker.number('producer.id.expiration.ms', broker),
      delayed,
      nextSequence: numbers.nextSequence,
      outgrew: (partition, now) => replication.outgrew(partition, now),
    },
    internalTopicRecords: (cluster, name) => internalTopicRecords(cluster, configs, name),
  });
  const replication = new Replication({ metadata, configs, timers });
  const services: Omit<Services, 'groups'> = {
    timers,
    random,
    configs,
    features,
    loggers: new BrokerLoggers(),
    metadata,
    producerIds,
    replication,
    quotas,
    throttling: new Throttling(quotas, configs, timers),
    delayed,
    connections,
    fetchSessions: fetchSessionsOf(random, configs),
    longPolls: new LongPolls(),
    authentication: new Authentication(loginOptions(options, configs), timers, numbers.nextSequence),
    limits: options.limits,
    recordCheck: options.recordCheck,
    release,
    messageSets: release.isAtLeast('4.0') ? undefined : defined(options.messageSets, 'message sets'),
    offers: () => (offers ??= offersOf(apis, release)),
    ...numbers,
    returning: new ReturningMembers(timers, connections),
    resets: { latest: 0 },
    warnings: new Warnings(),
  };
  const groups = new GroupCoordinator(services);
  listenToMetadata({ ...services, groups }, new LeaderBalance(services, options.now));
  timers.advanceTo(options.now);
  registerBrokers(metadata, options);
  return { ...services, groups };
}

function eventNumbers(): Pick<Services, 'nextSequence' | 'sequence' | 'continueAfter'> {
  let last = 0;
  return {
    nextSequence: () => ++last,
    sequence: () => last,
    continueAfter: (sequence) => void (last = Math.max(last, sequence)),
  };
}

function registerBrokers(metadata: Metadata, { brokers, now }: ClusterOptions): void {
  metadata.write(
    brokers.map(({ id, rack }) => ({ type: 'RegisterBroker', brokerId: id, rack })),
    now,
  );
}

function loginOptions({ users }: ClusterOptions, { broker }: Configs): AuthenticationOptions {
  return { users, failureDelayMs: () => broker.number('connection.failed.authentication.delay.ms') };
}

function fetchSessionsOf(random: Random, { broker }: Configs): FetchSessions {
  const ids = random.fork('fetch-sessions');
  return new FetchSessions(
    () => ids.below(0x7fff_ffff),
    () => broker.number('max.incremental.fetch.session.cache.slots'),
  );
}

/** What happens to topics and partitions concerns those who hold state about them. */
function listenToMetadata({ metadata, groups, replication }: Services, balance: LeaderBalance): void {
  metadata.listen({
    topicRemoved: (topic, now) => groups.onTopicDeleted(topic.topicId, topic.name, now),
    leaderChanged: (partition, now) => groups.onLeaderChanged(partition, now),
    partitionsChanged: (partitions, now) => {
      for (const partition of partitions) replication.settle(partition, now);
      balance.partitionsChanged(partitions, now);
    },
  });
}
