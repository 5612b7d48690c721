import type { BrokerId } from '../command.ts';
import type { Services } from '../services.ts';
import { electLeaderless, fencingRecords } from './elections.ts';

type LifecycleServices = Pick<
  Services,
  'metadata' | 'configs' | 'timers' | 'fetchSessions' | 'replication' | 'loggers' | 'producerIds'
>;

/** A stop in order: others lead before the process ends. */
export function stopBroker(services: LifecycleServices, id: BrokerId, election: boolean, now: number): void {
  const { metadata } = services;
  if (!metadata.broker(id).isFenced) fence(services, id, election, now);
  endProcess(services, id, now);
}

/** The controller hears nothing and waits for the end of the session. */
export function killBroker(services: LifecycleServices, id: BrokerId, now: number): void {
  endProcess(services, id, now);
  awaitSessionEnd(services, id, now);
}

/** Differs: a broker that was killed need not wait for its old session to end. */
export function startBroker(services: LifecycleServices, id: BrokerId, now: number): void {
  const { metadata, replication } = services;
  services.timers.cancel(sessionKey(id));
  const broker = metadata.broker(id);
  if (!broker.isFenced) fence(services, id, true, now);
  metadata.write([{ type: 'RegisterBroker', brokerId: id, rack: broker.rack }], now);
  electLeaderless(services, id, now);
  replication.followersChanged(now);
}

export function pauseBroker(services: LifecycleServices, id: BrokerId, now: number): void {
  services.metadata.broker(id).process = 'paused';
  services.replication.followersChanged(now);
  awaitSessionEnd(services, id, now);
}

/**
 * Differs: it knows at once what happened meanwhile, where Kafka's answers the first requests by what it knew before. A write
 * that Kafka's would take then, and lose, is refused.
 */
export function resumeBroker(services: LifecycleServices, id: BrokerId, now: number): void {
  const { metadata, replication } = services;
  services.timers.cancel(sessionKey(id));
  const broker = metadata.broker(id);
  broker.process = 'up';
  if (broker.isFenced && metadata.brokers.has(id)) {
    metadata.write([{ type: 'BrokerRegistrationChange', brokerId: id, fenced: false }], now);
    electLeaderless(services, id, now);
  }
  replication.followersChanged(now);
}

/** The controller forgets the broker; if it runs, it goes on running, and nobody is told of it. */
export function unregisterBroker(services: LifecycleServices, id: BrokerId, now: number): void {
  if (!services.metadata.broker(id).isFenced) fence(services, id, true, now);
  services.metadata.write([{ type: 'UnregisterBroker', brokerId: id }], now);
  services.replication.followersChanged(now);
}

function endProcess(services: LifecycleServices, id: BrokerId, now: number): void {
  const { metadata, fetchSessions, replication, loggers } = services;
  metadata.broker(id).process = 'down';
  loggers.forget(id);
  fetchSessions.removeOf(id);
  services.producerIds.forgetBlockOf(id);
  replication.followersChanged(now);
}

function awaitSessionEnd(services: LifecycleServices, id: BrokerId, now: number): void {
  const { timers, configs, metadata } = services;
  if (metadata.broker(id).isFenced || timers.has(sessionKey(id))) return;
  const deadline = now + configs.broker.number('broker.session.timeout.ms');
  timers.schedule(sessionKey(id), deadline, (at) => fence(services, id, true, at));
}

function fence(services: LifecycleServices, id: BrokerId, election: boolean, now: number): void {
  services.timers.cancel(sessionKey(id));
  services.metadata.write(fencingRecords(services, id, election), now);
}

function sessionKey(id: BrokerId): string {
  return `broker-session:${id}`;
}
