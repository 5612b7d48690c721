import type { ErrorCode, Uuid } from '@testka/protocol';
import type { BrokerId, ConnectionId } from '../../command.ts';
import type { RequestContext } from '../../context.ts';
import type { Partition } from '../../partition/partition.ts';
import type { Services } from '../../services.ts';
import type { Outcome } from '../outcome.ts';
import { CoordinatorRuntime } from '../runtime.ts';
import type { UnreplicatedWrite } from '../unreplicated-answer.ts';
import { deleteOffsetsOfTopic } from './delete.ts';
import type { Group } from './group.ts';
import { type GroupPorts, GroupShard } from './group-shard.ts';
import type { GroupSnapshot } from './group-snapshot.ts';
import type { GroupView } from './group-view.ts';
import type { CommittedOffset } from './offsets.ts';
import { type GroupRecord, groupRecordSerde } from './records.ts';
import type { ReturningMembers } from './returning-members.ts';
import { commitsFromBeforeReset, type CommitOrigin, type IsStaleCommit } from './stale-commits.ts';

/** Where groups and their offsets are kept. */
const OFFSETS_TOPIC = '__consumer_offsets';

/** The group coordinators of all brokers: a broker has those whose partition of the offsets topic it leads. */
export class GroupCoordinator {
  readonly #runtime: CoordinatorRuntime<GroupRecord, GroupShard>;
  readonly #returning: ReturningMembers;
  #isStaleCommit: IsStaleCommit;

  constructor(services: Omit<Services, 'groups'>) {
    const { release, timers, configs, metadata, connections } = services;
    const ports: GroupPorts = {
      release,
      timers,
      configs,
      metadata,
      connections,
      returning: services.returning,
      nextSequence: () => services.nextSequence(),
      memberIds: services.random.fork('member-ids'),
    };
    this.#runtime = new CoordinatorRuntime({
      topicName: OFFSETS_TOPIC,
      metadata,
      serde: groupRecordSerde(release),
      createShard: (log) => new GroupShard(ports, log),
    });
    this.#isStaleCommit = commitsFromBeforeReset(services);
    this.#returning = services.returning;
  }

  /** The partition whose leader coordinates the group; the offsets topic is made when it is missing. */
  partitionOf(groupId: string, now: number): Partition | undefined {
    return this.#runtime.ensurePartitionOf(groupId, now);
  }

  /**
   * Runs an operation where the group is coordinated.
   * @param refused gives the answer of a broker that does not coordinate the group.
   */
  coordinate<Response>(
    context: RequestContext,
    groupId: string,
    refused: (error: ErrorCode) => Response,
    operation: (shard: GroupShard, now: number) => Outcome<GroupRecord, Response>,
  ): Response {
    const { now } = context;
    const shard = this.#runtime.shardOf(groupId, this.#brokerFor(context, groupId), now);
    return shard instanceof GroupShard ? shard.run(operation(shard, now), now) : refused(shard);
  }

  /** What was written since this was asked and waits for followers still. */
  takeUnreplicated(): UnreplicatedWrite | undefined {
    return this.#runtime.takeUnreplicated();
  }

  /** The groups that the asked broker coordinates, or all of them if the test asks. */
  groupsFor(context: RequestContext): Group[] {
    const shards = this.#runtime.shards(context.now, context.isTest ? undefined : context.broker);
    return shards.flatMap((shard) => shard.writtenGroups());
  }

  /** Whether the commit is about records that a reset has removed. */
  isStaleCommit(origin: CommitOrigin): boolean {
    return this.#isStaleCommit(origin);
  }

  /** Another topic is gone; or the offsets topic itself, and all groups with it. */
  onTopicDeleted(topicId: Uuid, topicName: string, now: number): void {
    if (topicName === OFFSETS_TOPIC) return this.#runtime.unloadAll(now);
    for (const shard of this.#runtime.shards(now)) shard.run(deleteOffsetsOfTopic(shard, topicId, topicName), now);
  }

  /** If it is a partition of the offsets topic, its groups move to the new leader, as they are in the log. */
  onLeaderChanged({ topicName, partitionIndex }: Partition, now: number): void {
    if (topicName === OFFSETS_TOPIC) this.#runtime.leaderChanged(partitionIndex, now);
  }

  /**
   * Everything in the offsets topic was removed, and nobody is to notice but by his offsets. Groups with members, or
   * with clients that are about to become members, stay as they are, parked requests included; all others are gone.
   * @param isStale tells commits that are about records from before; the default goes by what was fetched since.
   */
  reset(now: number, isStale?: IsStaleCommit): void {
    if (isStale !== undefined) this.#isStaleCommit = isStale;
    this.#runtime.rebind(now);
    for (const shard of this.#runtime.loadedShards()) shard.reset(now);
  }

  /**
   * The members of these groups are out; they learn it by their next heartbeat and join again. The groups are gone, as after
   * a reset.
   */
  putOut(groupIds: ReadonlySet<string>): void {
    for (const shard of this.#runtime.loadedShards()) shard.putOut(groupIds);
  }

  /** The groups that have committed something, without their members. */
  snapshot(now: number): GroupSnapshot[] {
    return this.#runtime.everyShard(now).flatMap((shard) => shard.snapshot(now));
  }

  /** After `reset`: groups are what the snapshot says, but for members that have stayed. */
  restore(groups: readonly GroupSnapshot[], agedMs: number, now: number): void {
    for (const group of groups) this.#runtime.currentShardOf(group.groupId, now)?.restoreGroup(group, agedMs, now);
  }

  /** A client is gone. */
  disconnected(connection: ConnectionId, now: number): void {
    for (const groupId of this.#returning.disconnected(connection)) {
      for (const shard of this.#runtime.loadedShards()) shard.returnsNoMore(groupId, now);
    }
  }

  /** Members whose clients are connected are taken to heartbeat while time moves by so many ms. */
  keepMembers(forMs: number): void {
    for (const shard of this.#runtime.loadedShards()) shard.keepMembers(forMs);
  }

  /** As if the session of a member had ended. Nothing happens if there is no such member. */
  expireMember(groupId: string, memberId: string, now: number): void {
    this.#shardWith(groupId)?.expireMember(groupId, memberId, now);
  }

  /** The members are to join again, by what their heartbeats are told. Nothing happens to a group without members. */
  rebalance(groupId: string, now: number): void {
    this.#shardWith(groupId)?.rebalance(groupId, now);
  }

  /** Topics that members subscribe to or have been given partitions of. */
  topicsOfLiveMembers(): ReadonlySet<string> {
    const topics = new Set<string>();
    for (const group of this.groups()) {
      for (const { subscribedTopics, assignment } of group.memberViews()) {
        for (const topic of subscribedTopics) topics.add(topic);
        for (const { topic } of assignment) topics.add(topic);
      }
    }
    return topics;
  }

  /** All groups in memory, for looking. */
  *groups(): IterableIterator<GroupView> {
    for (const { groups } of this.#runtime.loadedShards()) yield* groups.values();
  }

  group(groupId: string): GroupView | undefined {
    return this.#shardWith(groupId)?.groups.get(groupId);
  }

  /** The partition whose leader coordinates the group, for looking: undefined while there is no offsets topic. */
  existingPartitionOf(groupId: string): Partition | undefined {
    return this.#runtime.partitionOf(groupId);
  }

  /** What a group has committed, for looking: by topic in the order of first commits. */
  *committedOffsets(groupId: string): IterableIterator<CommittedOffset> {
    yield* this.#shardWith(groupId)?.offsets.of(groupId) ?? [];
  }

  #shardWith(groupId: string): GroupShard | undefined {
    for (const shard of this.#runtime.loadedShards()) if (shard.groups.has(groupId)) return shard;
    return undefined;
  }

  /** The test's own requests go to the coordinator, wherever it is. */
  #brokerFor(context: RequestContext, groupId: string): BrokerId {
    if (!context.isTest) return context.broker;
    return this.partitionOf(groupId, context.now)?.leader ?? context.broker;
  }
}
