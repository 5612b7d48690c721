import { type EndTransactionResult, ErrorCode } from '@testka/protocol';
import type { Random } from '../../random.ts';
import type { Services } from '../../services.ts';
import type { Outcome } from '../outcome.ts';
import type { CoordinatorShard, RecordPosition, ShardLog } from '../runtime.ts';
import { dropGone, findGone, type Gone, NOBODY } from './classic/gone-members.ts';
import { ClassicGroup } from './classic/group.ts';
import { maybeCompleteJoin, rebalanceOrCompleteJoin } from './classic/rebalance.ts';
import { dropMember, postponeGroupTimers, scheduleSession } from './classic/session.ts';
import { scheduleExpiration } from './expiration.ts';
import { type GroupSnapshot, groupRecords, offsetRecords } from './group-snapshot.ts';
import type { MemberView } from './group-view.ts';
import type { Group } from './group.ts';
import { Offsets } from './offsets.ts';
import type { GroupMetadataRecord, GroupRecord } from './records.ts';

/** So that a batch of committed offsets stays below any limit on its size. */
const RECORDS_PER_BATCH = 1000;

/** What group coordinators need of the cluster. */
export interface GroupPorts extends Pick<
  Services,
  'release' | 'timers' | 'configs' | 'metadata' | 'connections' | 'returning' | 'nextSequence'
> {
  /** The suffixes of member ids. */
  readonly memberIds: Random;
}

/** The groups and committed offsets in one partition of `__consumer_offsets`. */
export class GroupShard implements CoordinatorShard<GroupRecord> {
  readonly groups = new Map<string, Group>();
  readonly ports: GroupPorts;
  readonly partitionIndex: number;
  readonly #log: ShardLog<GroupRecord>;
  /** Groups that no record has made. */
  readonly #unwritten = new Set<string>();
  #offsets = new Offsets();
  #isLoaded = false;

  constructor(ports: GroupPorts, log: ShardLog<GroupRecord>) {
    this.ports = ports;
    this.partitionIndex = log.partitionIndex;
    this.#log = log;
  }

  get offsets(): Offsets {
    return this.#offsets;
  }

  /** Appends what an operation decided, replays it and answers. */
  run<Response>(outcome: Outcome<GroupRecord, Response>, now: number): Response {
    const whenRefused = (error: ErrorCode): Response => {
      this.#dropUnwritten();
      return outcome.whenRefused(error);
    };
    return this.#log.run({ ...outcome, whenRefused }, now);
  }

  /**
   * Makes an empty group without a record. As in Kafka, whoever changes groups meets it at once, and those who only look when
   * something is next written here; if that fails, it is gone.
   */
  addUnwritten(groupId: string): void {
    if (this.groups.has(groupId)) return;
    this.#addClassicGroup(groupId);
    this.#unwritten.add(groupId);
  }

  /** For those who only look. */
  writtenGroup(groupId: string): Group | undefined {
    return this.#unwritten.has(groupId) ? undefined : this.groups.get(groupId);
  }

  /** For those who only look. */
  writtenGroups(): Group[] {
    return [...this.groups.values()].filter(({ groupId }) => !this.#unwritten.has(groupId));
  }

  #dropUnwritten(): void {
    for (const groupId of this.#unwritten) {
      this.groups.get(groupId)?.close(ErrorCode.UNKNOWN_MEMBER_ID);
      this.groups.delete(groupId);
    }
    this.#unwritten.clear();
  }

  replay(record: GroupRecord, position: RecordPosition): void {
    this.#unwritten.clear();
    if (record.type === 'GroupMetadata') return this.#replayGroupMetadata(record);
    // A commit without membership makes a "simple" group: a classic one, empty and without protocol type.
    if (record.value !== null && !this.groups.has(record.groupId)) this.#addClassicGroup(record.groupId);
    this.#offsets.replay(record, position);
  }

  replayEndTransaction(producerId: number, result: EndTransactionResult): void {
    this.#offsets.replayEndTransaction(producerId, result);
  }

  onLoaded(now: number): void {
    this.#isLoaded = true;
    for (const group of this.groups.values()) {
      if (!(group instanceof ClassicGroup)) continue;
      for (const member of group.members.values()) scheduleSession(this, group, member, now);
      this.#takeAssignmentsForGiven(group, now);
    }
    scheduleExpiration(this, now);
  }

  /** Who got what when is not in the log: whoever fetches from now on has his assignment. */
  #takeAssignmentsForGiven(group: ClassicGroup, now: number): void {
    if (group.state !== 'Stable') return;
    group.assignedAtMs = now;
    for (const member of group.members.values()) {
      member.assignedSequence = this.ports.nextSequence();
      member.assignedAtMs = now;
    }
  }

  onUnloaded(): void {
    for (const group of this.groups.values()) group.close(ErrorCode.NOT_COORDINATOR);
    this.groups.clear();
    this.#unwritten.clear();
    this.ports.timers.cancel(this.expirationKey);
  }

  get expirationKey(): string {
    return `expire-offsets:${this.partitionIndex}`;
  }

  /**
   * The topic's logs are empty: offsets are gone, groups that are in use write themselves again, and members whose clients
   * are gone are out.
   */
  reset(now: number): void {
    this.#offsets = new Offsets();
    for (const [groupId, group] of [...this.groups]) {
      const gone = group instanceof ClassicGroup ? findGone(this, group) : NOBODY;
      if (group.isInUse && !isAbandoned(group, gone)) {
        const records = group.durableRecords();
        this.run({ records, whenWritten: () => {}, whenRefused: () => {} }, now);
        if (group instanceof ClassicGroup) dropGone(this, group, gone, now);
      } else {
        group.close(ErrorCode.UNKNOWN_MEMBER_ID);
        this.groups.delete(groupId);
        this.#unwritten.delete(groupId);
      }
    }
  }

  /** See `GroupCoordinator.putOut`. */
  putOut(groupIds: ReadonlySet<string>): void {
    for (const [groupId, group] of [...this.groups]) {
      if (!groupIds.has(groupId)) continue;
      const gone = group instanceof ClassicGroup ? findGone(this, group) : NOBODY;
      const isThere = ({ memberId }: MemberView): boolean => gone.members.every((each) => each.memberId !== memberId);
      this.ports.returning.putOut(groupId, [...group.memberViews()].filter(isThere));
      group.close(ErrorCode.UNKNOWN_MEMBER_ID);
      this.groups.delete(groupId);
    }
  }

  /** What a snapshot has of the groups here. */
  snapshot(now: number): GroupSnapshot[] {
    return [...this.groups].flatMap(([groupId, group]) => {
      const offsets = [...this.#offsets.of(groupId)];
      return offsets.length === 0 ? [] : [{ groupId, classic: group.withoutMembers(now), offsets }];
    });
  }

  /** A group is, without members, as a snapshot has it; or its offsets are, if it has members that stay. */
  restoreGroup(group: GroupSnapshot, agedMs: number, now: number): void {
    const write = (records: readonly GroupRecord[]): void =>
      this.run({ records, whenWritten: () => {}, whenRefused: () => {} }, now);
    if (!this.groups.has(group.groupId)) write(groupRecords(group, agedMs));
    const offsets = offsetRecords(group, agedMs);
    for (let at = 0; at < offsets.length; at += RECORDS_PER_BATCH) write(offsets.slice(at, at + RECORDS_PER_BATCH));
  }

  /** Somebody who was to return to the group is gone: the others need not wait. */
  returnsNoMore(groupId: string, now: number): void {
    const group = this.groups.get(groupId);
    if (!(group instanceof ClassicGroup) || !group.awaitsReturning) return;
    if (group.state === 'PreparingRebalance') this.run(maybeCompleteJoin(this, group, now), now);
  }

  /** See `GroupCoordinator.keepMembers`. */
  keepMembers(forMs: number): void {
    for (const group of this.groups.values()) {
      if (group instanceof ClassicGroup) postponeGroupTimers(this, group, forMs);
    }
  }

  /** See `GroupCoordinator.expireMember`. */
  expireMember(groupId: string, memberId: string, now: number): void {
    const group = this.groups.get(groupId);
    const member = group instanceof ClassicGroup ? group.members.get(memberId) : undefined;
    if (!(group instanceof ClassicGroup) || member === undefined) return;
    this.run(dropMember(this, group, member, `session of ${member.label} expired: the test asked for it`, now), now);
  }

  /** See `GroupCoordinator.rebalance`. */
  rebalance(groupId: string, now: number): void {
    const group = this.groups.get(groupId);
    if (!(group instanceof ClassicGroup) || group.members.size === 0) return;
    this.run(rebalanceOrCompleteJoin(this, group, 'the test asked for it', now), now);
  }

  #replayGroupMetadata({ groupId, value }: GroupMetadataRecord): void {
    const group = this.groups.get(groupId);
    if (value === null) {
      group?.close(ErrorCode.UNKNOWN_MEMBER_ID);
      this.groups.delete(groupId);
      return;
    }
    const isLive = this.#isLoaded && group instanceof ClassicGroup;
    const classic = group instanceof ClassicGroup ? group : this.#addClassicGroup(groupId);
    classic.replay(value);
    // While loading, and for a group that the record makes, there is no soft state that could be ahead of the log.
    if (!isLive) classic.restore();
  }

  #addClassicGroup(groupId: string): ClassicGroup {
    const group = new ClassicGroup(groupId, this);
    this.groups.set(groupId, group);
    return group;
  }
}

/** Nobody is left who could go on with it. */
function isAbandoned(group: Group, { members, pendingJoins }: Gone): boolean {
  if (!(group instanceof ClassicGroup)) return false;
  return members.length === group.members.size && pendingJoins.length === group.pendingJoins.size;
}
