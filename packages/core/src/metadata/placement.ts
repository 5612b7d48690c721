import { assert, defined } from '../assert.ts';
import type { BrokerId } from '../command.ts';

/** What placement needs to know of a registered broker. */
export interface PlaceableBroker {
  readonly id: BrokerId;
  readonly rack: string | null;
  readonly state: 'running' | 'fenced' | 'stopped';
}

/**
 * The brokers for the replicas of partitions, the preferred leader first, which is always a running one. Leaders go round
 * the brokers, followers as well, shifted by one each time round; racks alternate where there are any, and come before
 * running brokers over others. `Differs:` Kafka draws where to start (StripedReplicaPlacer); here it follows from the
 * topic's name, so that the same topic lies the same way in every run.
 * @param brokers all that are registered, at least one of them running
 * @param replicationFactor from 1 to the number of brokers
 * @param firstStripe where in the round the first of the partitions starts
 */
export function placeReplicas(
  brokers: readonly PlaceableBroker[],
  numPartitions: number,
  replicationFactor: number,
  firstStripe = 0,
): BrokerId[][] {
  const running = alternateRacks(brokers.filter(({ state }) => state === 'running'));
  const others = alternateRacks(brokers.filter(({ state }) => state !== 'running'));
  assert(running.length > 0, 'replicas are placed while a broker runs');
  return Array.from({ length: numPartitions }, (_, index) => {
    const stripe = firstStripe + index;
    const leaderIndex = stripe % running.length;
    const leader = defined(running[leaderIndex], 'a running broker');
    const followers = [...rotated(running, leaderIndex, Math.floor(stripe / running.length)), ...others];
    return pickAcrossRacks(leader, followers, replicationFactor);
  });
}

/** Where a topic's first partition starts in the round (FNV-1a of the name). */
export function stripeOf(topicName: string): number {
  let hash = 0x811c_9dc5;
  for (let index = 0; index < topicName.length; index++) {
    hash = Math.imul(hash ^ topicName.charCodeAt(index), 0x0100_0193);
  }
  return (hash ^ (hash >>> 16)) & 0xffff;
}

/** The brokers by id, one of each rack in turn. */
function alternateRacks(brokers: readonly PlaceableBroker[]): PlaceableBroker[] {
  const byRack = new Map<string, PlaceableBroker[]>();
  for (const broker of brokers.toSorted((a, b) => a.id - b.id)) {
    const rack = broker.rack ?? '';
    const inRack = byRack.get(rack);
    if (inRack === undefined) byRack.set(rack, [broker]);
    else inRack.push(broker);
  }
  const racks = [...byRack.keys()].toSorted().map((rack) => byRack.get(rack) ?? []);
  const longest = Math.max(0, ...racks.map((rack) => rack.length));
  return Array.from({ length: longest }, (_, place) => racks.flatMap((rack) => rack.slice(place, place + 1))).flat();
}

/** All but the leader, from the one behind it on, moved on by `shift`. */
function rotated(ring: readonly PlaceableBroker[], leaderIndex: number, shift: number): PlaceableBroker[] {
  const behind = [...ring.slice(leaderIndex + 1), ...ring.slice(0, leaderIndex)];
  const start = behind.length === 0 ? 0 : shift % behind.length;
  return [...behind.slice(start), ...behind.slice(0, start)];
}

/** Takes the candidates in order, but none of a rack that has a replica while another has none. */
function pickAcrossRacks(
  leader: PlaceableBroker,
  candidates: readonly PlaceableBroker[],
  replicationFactor: number,
): BrokerId[] {
  const replicas = [leader.id];
  const left = [...candidates];
  let usedRacks = new Set([leader.rack]);
  while (replicas.length < replicationFactor) {
    let index = left.findIndex(({ rack }) => !usedRacks.has(rack));
    if (index < 0) {
      usedRacks = new Set();
      index = 0;
    }
    const next = defined(left.splice(index, 1)[0], 'a broker for each replica');
    usedRacks.add(next.rack);
    replicas.push(next.id);
  }
  return replicas;
}
