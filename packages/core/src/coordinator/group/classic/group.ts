import { ErrorCode, type GroupMetadataValue } from '@testka/protocol';
import { assert, defined } from '../../../assert.ts';
import type { ConnectionId } from '../../../command.ts';
import type { EmptyClassicGroup } from '../group-snapshot.ts';
import type { MemberView, RebalanceView } from '../group-view.ts';
import type { Committer, Group, RetentionStart } from '../group.ts';
import type { GroupShard } from '../group-shard.ts';
import { RebalanceHistory } from '../rebalance-history.ts';
import { type GroupRecord, groupMetadataTombstone } from '../records.ts';
import { CONSUMER_PROTOCOL_TYPE, subscribedTopicsIn } from './consumer-protocol.ts';
import { ClassicMember } from './member.ts';
import { type MemberProtocol, selectProtocol, supportsAnyProtocol } from './protocol-selection.ts';
import { cancelGroupTimers, scheduleSession } from './session.ts';

/** What a group is doing. The strings are those of DescribeGroups. */
export const ClassicGroupState = {
  /** Nobody is in; offsets may be. Leaves with the first join, or is deleted. Anybody may commit. */
  EMPTY: 'Empty',
  /** Joins wait for each other; heartbeats answer 27 so that the others rejoin. Ends when all have, or in time. */
  PREPARING_REBALANCE: 'PreparingRebalance',
  /** The generation is made, the leader assigns; syncs wait for it. Commits answer 27. */
  COMPLETING_REBALANCE: 'CompletingRebalance',
  /** Everybody has, or can have, its assignment. Leaves with every change. */
  STABLE: 'Stable',
  /** Deleted, or coordinated elsewhere: whoever still holds it answers 15. Nothing leaves it. */
  DEAD: 'Dead',
} as const;
export type ClassicGroupState = (typeof ClassicGroupState)[keyof typeof ClassicGroupState];

/** Who was given an id to come back with. Soft. */
export interface PendingJoin {
  readonly clientId: string;
  readonly clientHost: string;
  readonly connection: ConnectionId | undefined;
  /** See `ClassicMember`. */
  mayBeGone: boolean;
}

const { EMPTY, PREPARING_REBALANCE, COMPLETING_REBALANCE, STABLE, DEAD } = ClassicGroupState;

const FROM: Readonly<Record<ClassicGroupState, readonly ClassicGroupState[]>> = {
  [EMPTY]: [PREPARING_REBALANCE],
  [PREPARING_REBALANCE]: [STABLE, COMPLETING_REBALANCE, EMPTY],
  [COMPLETING_REBALANCE]: [PREPARING_REBALANCE],
  [STABLE]: [COMPLETING_REBALANCE],
  [DEAD]: [EMPTY, PREPARING_REBALANCE, COMPLETING_REBALANCE, STABLE, DEAD],
};

/**
 * A group under the classic protocol: members rejoin for every change, and one of them, the leader, assigns.
 * `persisted` is what the log says and changes by replay only. The rest is soft and may be ahead of it, as in Kafka: a
 * rebalance is written down when its assignment is, and a coordinator that is lost before falls back to the last one.
 */
export class ClassicGroup implements Group {
  readonly type = 'classic';
  readonly groupId: string;
  readonly members = new Map<string, ClassicMember>();
  /** Ids given out with MEMBER_ID_REQUIRED that have not come back yet; they keep the join phase open. */
  readonly pendingJoins = new Map<string, PendingJoin>();
  /** Members that have their join answer but have not synced yet. */
  readonly pendingSyncs = new Set<string>();
  readonly history = new RebalanceHistory();
  generationId = 0;
  protocolType: string | null = null;
  protocolName: string | null = null;
  leaderId: string | null = null;
  assignedAtMs: number | undefined;
  /** Somebody joined since the initial rebalance was last put off. */
  newMemberAdded = false;
  /** The initial rebalance waits for members that a restore has put out. */
  awaitsReturning = false;
  /** What the members of this generation read; undefined when that cannot be told. */
  subscribedTopics: ReadonlySet<string> | undefined;
  readonly #shard: GroupShard;
  readonly #staticMembers = new Map<string, string>();
  #persisted: GroupMetadataValue | undefined;
  #state: ClassicGroupState = EMPTY;
  #previousState: ClassicGroupState = DEAD;
  #stateTimestampMs = -1;

  constructor(groupId: string, shard: GroupShard) {
    this.groupId = groupId;
    this.#shard = shard;
  }

  get state(): ClassicGroupState {
    return this.#state;
  }

  get previousState(): ClassicGroupState {
    return this.#previousState;
  }

  get isEmpty(): boolean {
    return this.#state === EMPTY;
  }

  get isInUse(): boolean {
    return this.members.size > 0 || this.pendingJoins.size > 0;
  }

  get rebalances(): readonly RebalanceView[] {
    return this.history.entries;
  }

  get usesConsumerProtocol(): boolean {
    return this.protocolType === CONSUMER_PROTOCOL_TYPE;
  }

  /** What the last GroupMetadata record says; undefined when there is none. */
  get persisted(): GroupMetadataValue | undefined {
    return this.#persisted;
  }

  /** The longest that any member wants others to wait for it. */
  get rebalanceTimeoutMs(): number {
    return [...this.members.values()].reduce((longest, member) => Math.max(longest, member.rebalanceTimeoutMs), 0);
  }

  get joiningCount(): number {
    return [...this.members.values()].filter(({ joining }) => joining !== undefined).length;
  }

  /** Every member's join is here, and nobody who was asked to come back with an id is still on the way. */
  get hasAllMembersJoined(): boolean {
    return this.joiningCount === this.members.size && this.pendingJoins.size === 0;
  }

  *memberViews(): IterableIterator<MemberView> {
    yield* this.members.values();
  }

  staticMemberId(groupInstanceId: string): string | undefined {
    return this.#staticMembers.get(groupInstanceId);
  }

  isLeader(memberId: string): boolean {
    return this.leaderId === memberId;
  }

  /** Whether somebody who offers this can join; a group without members takes anybody who offers anything. */
  supportsProtocols(protocolType: string, protocols: readonly MemberProtocol[]): boolean {
    if (this.#state === EMPTY) return protocolType !== '' && protocols.length > 0;
    return this.protocolType === protocolType && supportsAnyProtocol(this.#offers(), protocols);
  }

  /** Fences static members that were replaced, and strangers. */
  validateMember(memberId: string, groupInstanceId: string | null): ErrorCode {
    if (groupInstanceId !== null) {
      const current = this.#staticMembers.get(groupInstanceId);
      if (current === undefined) return ErrorCode.UNKNOWN_MEMBER_ID;
      if (current !== memberId) return ErrorCode.FENCED_INSTANCE_ID;
    }
    return this.members.has(memberId) ? ErrorCode.NONE : ErrorCode.UNKNOWN_MEMBER_ID;
  }

  validateOffsetCommit(committer: Committer): ErrorCode {
    const { memberId, groupInstanceId, generationIdOrMemberEpoch: generationId, isTransactional } = committer;
    if (this.#state === DEAD) return ErrorCode.COORDINATOR_NOT_AVAILABLE;
    // The admin client, or a consumer that assigns itself: welcome while nobody is in.
    if (generationId < 0 && this.#state === EMPTY) return ErrorCode.NONE;
    if (generationId >= 0 || memberId !== '' || groupInstanceId !== null) {
      const error = this.validateMember(memberId, groupInstanceId);
      if (error !== ErrorCode.NONE) return error;
      if (generationId !== this.generationId) return ErrorCode.ILLEGAL_GENERATION;
    } else if (!isTransactional) {
      return ErrorCode.UNKNOWN_MEMBER_ID;
    }
    // In PreparingRebalance members still commit what they are about to give up; afterwards it may be another's.
    if (this.#state === COMPLETING_REBALANCE && !isTransactional) return ErrorCode.REBALANCE_IN_PROGRESS;
    return ErrorCode.NONE;
  }

  validateOffsetFetch(): ErrorCode {
    return this.#state === DEAD ? ErrorCode.GROUP_ID_NOT_FOUND : ErrorCode.NONE;
  }

  validateOffsetDelete(): ErrorCode {
    if (this.#state === DEAD) return ErrorCode.GROUP_ID_NOT_FOUND;
    return this.#state === EMPTY || this.usesConsumerProtocol ? ErrorCode.NONE : ErrorCode.NON_EMPTY_GROUP;
  }

  validateDelete(): ErrorCode {
    if (this.#state === DEAD) return ErrorCode.GROUP_ID_NOT_FOUND;
    return this.#state === EMPTY ? ErrorCode.NONE : ErrorCode.NON_EMPTY_GROUP;
  }

  isSubscribedTo(topicName: string): boolean {
    return this.subscribedTopics?.has(topicName) ?? this.usesConsumerProtocol;
  }

  retentionStart(): RetentionStart | undefined {
    if (this.protocolType === null) return ({ commitTimestampMs }) => commitTimestampMs;
    if (this.#state === EMPTY) {
      const emptySinceMs = this.#stateTimestampMs;
      return ({ commitTimestampMs }) => (emptySinceMs === -1 ? commitTimestampMs : emptySinceMs);
    }
    const knowsItsTopics = this.usesConsumerProtocol && this.subscribedTopics !== undefined;
    return this.#state === STABLE && knowsItsTopics ? ({ commitTimestampMs }) => commitTimestampMs : undefined;
  }

  tombstones(): GroupRecord[] {
    return [groupMetadataTombstone(this.groupId)];
  }

  durableRecords(): GroupRecord[] {
    return this.#persisted === undefined
      ? []
      : [{ type: 'GroupMetadata', groupId: this.groupId, value: this.#persisted }];
  }

  withoutMembers(now: number): EmptyClassicGroup | undefined {
    const { protocolType, generationId } = this;
    if (protocolType === null) return undefined;
    return { protocolType, generationId, emptySinceMs: this.isEmpty ? this.#stateTimestampMs : now };
  }

  memberCommitted(memberId: string, now: number): void {
    if (this.#state !== STABLE && this.#state !== PREPARING_REBALANCE) return;
    const member = this.members.get(memberId);
    if (member !== undefined) scheduleSession(this.#shard, this, member, now);
  }

  close(error: ErrorCode): void {
    cancelGroupTimers(this.#shard, this);
    for (const member of this.members.values()) {
      member.joining?.fail(error, member.memberId);
      member.syncing?.fail(error);
      member.joining = undefined;
      member.syncing = undefined;
    }
    this.#state = DEAD;
  }

  /** The log has a new GroupMetadata record. Soft state is moved by whoever wrote it. */
  replay(value: GroupMetadataValue): void {
    this.#persisted = value;
  }

  /** Starts over from what the log says: with members it comes back Stable, without it is Empty. */
  restore(): void {
    const value = defined(this.#persisted, 'what the group is restored from');
    this.members.clear();
    this.#staticMembers.clear();
    this.generationId = value.generation;
    this.protocolType = value.protocolType === '' ? null : value.protocolType;
    this.protocolName = value.protocol;
    this.leaderId = value.leader;
    for (const member of value.members) this.#insert(restoreMember(member, value.protocol ?? ''));
    this.#state = this.members.size > 0 ? STABLE : EMPTY;
    this.#previousState = DEAD;
    this.#stateTimestampMs = value.currentStateTimestamp;
    this.subscribedTopics = this.#computeSubscribedTopics();
  }

  /** A member that waits for the join phase to complete. */
  add(member: ClassicMember, protocolType: string): void {
    const { groupInstanceId, memberId } = member;
    assert(groupInstanceId === null || !this.#staticMembers.has(groupInstanceId), 'an instance is added once');
    if (this.members.size === 0) this.protocolType = protocolType;
    assert(this.protocolType === protocolType, 'all members have the protocol type of the group');
    this.#insert(member);
    this.leaderId ??= memberId;
    this.pendingJoins.delete(memberId);
  }

  remove(memberId: string): void {
    const groupInstanceId = this.members.get(memberId)?.groupInstanceId ?? null;
    if (groupInstanceId !== null) this.#staticMembers.delete(groupInstanceId);
    this.members.delete(memberId);
    this.pendingJoins.delete(memberId);
    this.pendingSyncs.delete(memberId);
    if (this.leaderId === memberId) this.leaderId = this.members.keys().next().value ?? null;
  }

  /** A static member came back under another id and takes the place of the old one. */
  replace(old: ClassicMember, replacement: ClassicMember): void {
    assert(
      old.groupInstanceId !== null && old.groupInstanceId === replacement.groupInstanceId,
      'an instance replaces itself',
    );
    this.members.delete(old.memberId);
    this.#insert(replacement);
    if (this.leaderId === old.memberId) this.leaderId = replacement.memberId;
  }

  /** Makes the next generation of those who are in. */
  initNextGeneration(now: number): void {
    this.generationId += 1;
    this.protocolName = selectProtocol(this.#offers()) ?? null;
    assert(this.members.size === 0 || this.protocolName !== null, 'members have a protocol in common');
    this.subscribedTopics = this.#computeSubscribedTopics();
    this.transitionTo(this.members.size === 0 ? EMPTY : COMPLETING_REBALANCE, now);
    this.pendingSyncs.clear();
  }

  transitionTo(state: ClassicGroupState, now: number): void {
    assert(FROM[state].includes(this.#state), `a group does not go from ${this.#state} to ${state}`);
    this.#previousState = this.#state;
    this.#state = state;
    this.#stateTimestampMs = now;
  }

  /** The group as a GroupMetadata record has it, but for what is about to change. */
  toValue(changes: Partial<GroupMetadataValue> = {}): GroupMetadataValue {
    const { protocolName } = this;
    return {
      protocolType: this.protocolType ?? '',
      generation: this.generationId,
      protocol: protocolName,
      leader: this.leaderId,
      currentStateTimestamp: this.#stateTimestampMs,
      members: [...this.members.values()].map((member) => toMemberValue(member, protocolName, member.assignmentBytes)),
      ...changes,
    };
  }

  #offers(): (readonly MemberProtocol[])[] {
    return [...this.members.values()].map(({ protocols }) => protocols);
  }

  #insert(member: ClassicMember): void {
    this.members.set(member.memberId, member);
    if (member.groupInstanceId !== null) this.#staticMembers.set(member.groupInstanceId, member.memberId);
  }

  #computeSubscribedTopics(): ReadonlySet<string> | undefined {
    if (!this.usesConsumerProtocol) return undefined;
    const topics = new Set<string>();
    for (const member of this.members.values()) {
      const subscribed = subscribedTopicsIn(member.metadataFor(this.protocolName));
      if (subscribed === undefined) return undefined;
      for (const topic of subscribed) topics.add(topic);
    }
    return topics;
  }
}

type MemberValue = GroupMetadataValue['members'][number];

/** A member as a GroupMetadata record has it, under the protocol that was chosen. */
export function toMemberValue(member: ClassicMember, protocolName: string | null, assignment: Buffer): MemberValue {
  return {
    memberId: member.memberId,
    groupInstanceId: member.groupInstanceId,
    clientId: member.clientId,
    clientHost: member.clientHost,
    rebalanceTimeout: member.rebalanceTimeoutMs,
    sessionTimeout: member.sessionTimeoutMs,
    subscription: member.metadataFor(protocolName),
    assignment,
  };
}

function restoreMember(value: MemberValue, protocolName: string): ClassicMember {
  const member = new ClassicMember({
    memberId: value.memberId,
    groupInstanceId: value.groupInstanceId,
    clientId: value.clientId,
    clientHost: value.clientHost,
    rebalanceTimeoutMs: value.rebalanceTimeout === -1 ? value.sessionTimeout : value.rebalanceTimeout,
    sessionTimeoutMs: value.sessionTimeout,
    protocols: [{ name: protocolName, metadata: value.subscription }],
  });
  member.assignmentBytes = value.assignment;
  return member;
}
