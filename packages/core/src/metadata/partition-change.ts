import type { BrokerId } from '../command.ts';
import type { MetadataRecord } from './records.ts';

type PartitionChange = Extract<MetadataRecord, { type: 'PartitionChange' }>;
type Brokers = readonly BrokerId[];

export const NO_LEADER = -1;

/** What the controller knows of a partition. */
export interface PartitionState {
  readonly topicId: string;
  readonly partitionIndex: number;
  readonly replicas: Brokers;
  readonly isr: Brokers;
  readonly leader: BrokerId;
  readonly addingReplicas: Brokers;
  readonly removingReplicas: Brokers;
  readonly eligibleLeaderReplicas: Brokers;
  readonly lastKnownElr: Brokers;
}

/** What is to become of a partition; what is left out stays. */
export interface PartitionIntent {
  readonly isr?: Brokers;
  readonly replicas?: Brokers;
  readonly addingReplicas?: Brokers;
  readonly removingReplicas?: Brokers;
  /**
   * `online`: a leader stays if it can. `preferred`: the first replica leads if it can. `unclean`: rather a replica that is
   * not in sync than none. `none`: nobody is elected.
   */
  readonly election?: 'online' | 'preferred' | 'unclean' | 'none';
  /** Leads, whatever the order of the replicas. */
  readonly leader?: BrokerId;
}

export interface ElectionRules {
  /** Whether this broker could lead now: it runs. */
  isAcceptable(broker: BrokerId): boolean;
  /** min.insync.replicas of the topic. */
  readonly minInsyncReplicas: number;
  /**
   * Whether those who leave an in-sync set that gets too small stay eligible (eligible.leader.replicas.version). Without that,
   * the last one never leaves it.
   */
  readonly hasEligibleReplicas: boolean;
}

/** A partition on its way to what it will be. */
interface Target {
  readonly replicas: Brokers;
  readonly isr: Brokers;
  readonly addingReplicas: Brokers;
  readonly removingReplicas: Brokers;
  readonly eligibleLeaderReplicas: Brokers;
  readonly lastKnownElr: Brokers;
  readonly leader: BrokerId;
}

/**
 * The record that makes of a partition what is wanted, with what follows from it: reassignments that are complete end, whoever
 * leaves an in-sync set that gets too small stays eligible (KIP-966), and the partition has a leader if it can have one.
 * @returns undefined when nothing changes
 */
export function partitionChange(
  partition: PartitionState,
  intent: PartitionIntent,
  rules: ElectionRules,
): PartitionChange | undefined {
  const wanted = { ...targetOf(partition, intent), leader: partition.leader };
  const target = elect(withEligibleReplicas(partition, completed(wanted), rules), intent, rules);
  const { topicId, partitionIndex } = partition;
  // A replica that is taken away must notice that it is no longer asked.
  const isReplicaLost = partition.replicas.some((id) => !target.replicas.includes(id));
  const change: PartitionChange = {
    type: 'PartitionChange',
    topicId,
    partitionIndex,
    ...changedLists(partition, target),
    ...(target.leader !== partition.leader || isReplicaLost ? { leader: target.leader } : {}),
  };
  return Object.keys(change).length > 3 ? change : undefined;
}

function targetOf(partition: PartitionState, intent: PartitionIntent): Omit<Target, 'leader'> {
  return {
    replicas: intent.replicas ?? partition.replicas,
    isr: intent.isr ?? partition.isr,
    addingReplicas: intent.addingReplicas ?? partition.addingReplicas,
    removingReplicas: intent.removingReplicas ?? partition.removingReplicas,
    eligibleLeaderReplicas: partition.eligibleLeaderReplicas,
    lastKnownElr: partition.lastKnownElr,
  };
}

/** A reassignment ends once all replicas that it adds are in sync, and somebody remains. */
function completed(target: Target): Target {
  const { addingReplicas, removingReplicas } = target;
  if (addingReplicas.length === 0 && removingReplicas.length === 0) return target;
  const isr = without(target.isr, removingReplicas);
  const replicas = without(target.replicas, removingReplicas);
  const isDone = isr.length > 0 && replicas.length > 0 && addingReplicas.every((id) => isr.includes(id));
  return isDone ? { ...target, isr, replicas, addingReplicas: [], removingReplicas: [] } : target;
}

/** While the in-sync set is too small to take writes, nobody who left it can have missed one that was acknowledged. */
function withEligibleReplicas(partition: PartitionState, target: Target, rules: ElectionRules): Target {
  const { hasEligibleReplicas, minInsyncReplicas } = rules;
  if (!hasEligibleReplicas) {
    const isr = target.isr.length > 0 ? target.isr : partition.isr;
    return { ...target, isr, eligibleLeaderReplicas: [], lastKnownElr: [] };
  }
  if (target.isr.length >= Math.min(minInsyncReplicas, target.replicas.length)) {
    return { ...target, eligibleLeaderReplicas: [], lastKnownElr: [] };
  }
  const candidates = [...new Set([...target.eligibleLeaderReplicas, ...partition.isr])];
  const eligible = without(candidates, target.isr).filter((id) => target.replicas.includes(id));
  return { ...target, eligibleLeaderReplicas: eligible.toSorted((a, b) => a - b) };
}

function elect(target: Target, intent: PartitionIntent, rules: ElectionRules): Target {
  const { isr, eligibleLeaderReplicas } = target;
  const isEligible = (id: BrokerId): boolean =>
    isr.includes(id) || (isr.length === 0 && eligibleLeaderReplicas.includes(id));
  const isValid = (id: BrokerId): boolean => isEligible(id) && rules.isAcceptable(id);
  const leader = validLeader(target, intent, isValid) ?? lastResort(target, intent, rules) ?? NO_LEADER;
  if (leader === NO_LEADER) return leaderless(target);
  if (isr.includes(leader)) return { ...target, leader, lastKnownElr: [] };
  return alone(target, leader, rules);
}

function validLeader(
  { replicas, leader }: Target,
  { election, leader: wanted }: PartitionIntent,
  isValid: (id: BrokerId) => boolean,
): BrokerId | undefined {
  const [preferred] = replicas;
  if (wanted !== undefined && isValid(wanted)) return wanted;
  if (election === 'preferred' && preferred !== undefined && isValid(preferred)) return preferred;
  if (isValid(leader)) return leader;
  return election === 'none' ? undefined : replicas.find(isValid);
}

/** Whoever led last, when nobody else knows more; then anybody, if records may be lost. */
function lastResort(target: Target, { election }: PartitionIntent, rules: ElectionRules): BrokerId | undefined {
  const { replicas, isr, eligibleLeaderReplicas, lastKnownElr } = target;
  if (election === 'none') return undefined;
  const [last] = isr.length === 0 && eligibleLeaderReplicas.length === 0 ? lastKnownElr : [];
  if (last !== undefined && rules.isAcceptable(last)) return last;
  return election === 'unclean' ? replicas.find((id) => rules.isAcceptable(id)) : undefined;
}

/** Who leads without having been in sync is the only one who is now. Others are eligible as long as they know nothing else. */
function alone(target: Target, leader: BrokerId, { minInsyncReplicas }: ElectionRules): Target {
  const { replicas, eligibleLeaderReplicas } = target;
  const isEnough = Math.min(minInsyncReplicas, replicas.length) <= 1;
  const areEligible = !isEnough && eligibleLeaderReplicas.includes(leader);
  const others = areEligible ? without(eligibleLeaderReplicas, [leader]) : [];
  return { ...target, leader, lastKnownElr: [], isr: [leader], eligibleLeaderReplicas: others };
}

function leaderless(target: Target): Target {
  const isFirstTime = target.isr.length === 0 && target.leader !== NO_LEADER;
  return { ...target, leader: NO_LEADER, lastKnownElr: isFirstTime ? [target.leader] : target.lastKnownElr };
}

const LISTS = [
  'isr',
  'replicas',
  'addingReplicas',
  'removingReplicas',
  'eligibleLeaderReplicas',
  'lastKnownElr',
] as const;

function changedLists(partition: PartitionState, target: Target): Partial<Record<(typeof LISTS)[number], Brokers>> {
  const changed = LISTS.filter((name) => !areEqual(partition[name], target[name]));
  return Object.fromEntries(changed.map((name) => [name, target[name]]));
}

export function without(brokers: Brokers, removed: Brokers): Brokers {
  return removed.length === 0 ? brokers : brokers.filter((id) => !removed.includes(id));
}

function areEqual(some: Brokers, others: Brokers): boolean {
  return some.length === others.length && some.every((id, index) => id === others[index]);
}
