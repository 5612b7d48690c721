import type { CompressionType } from '@testka/protocol';

/**
 * A connection: by its number, one to each broker where there are three; or one to whom the action is about first: a partition's
 * leader, a follower (any other broker, if it has none), a group's coordinator.
 */
export type Slot = number | 'leader' | 'follower' | 'coordinator';

/** A topic by its letter; `old` means the one that had the name before it was deleted. */
export interface TopicRef {
  readonly topic: string;
  readonly old?: true;
}

/** What is wrong with a batch. */
export type Flaw =
  | 'crc'
  | 'truncated'
  | 'empty'
  | 'twice'
  | 'junk'
  | 'magic-1'
  | 'magic-3'
  | 'no-records'
  | 'last-offset-delta'
  | 'base-offset'
  | 'control'
  | 'codec-5'
  | 'transactional'
  | 'no-sequence'
  | 'tomorrow';

/** One record batch. */
export interface BatchShape {
  /** Length of each record's value; -1: null. */
  readonly sizes: readonly number[];
  /** Of each record, ms after START; absent: 0, 1, 2 …; 'none': -1. */
  readonly times?: readonly (number | 'none')[];
  readonly codec?: CompressionType;
  /** Records without keys, which compacted topics refuse. */
  readonly keyless?: true;
  readonly headers?: true;
  readonly producer?: { readonly name: string; readonly epoch: number; readonly sequence: number };
  readonly flaw?: Flaw;
}

export interface PartitionBatch extends TopicRef {
  readonly partition: number;
  readonly batch: BatchShape;
}

export interface PartitionToFetch extends TopicRef {
  readonly partition: number;
  readonly offset: number;
  readonly maxBytes?: number;
  readonly currentEpoch?: number;
  readonly lastEpoch?: number;
}

interface ForgottenPartition extends TopicRef {
  readonly partition: number;
}

interface ProduceAction {
  readonly do: 'produce';
  readonly connection: Slot;
  readonly version: number;
  readonly acks: number;
  readonly batches: readonly PartitionBatch[];
}

export interface FetchAction {
  readonly do: 'fetch';
  readonly connection: Slot;
  readonly version: number;
  /** Absent: without a session. */
  readonly session?: { readonly name: string; readonly step: 'open' | 'next' | 'wrong-epoch' | 'close' };
  readonly partitions: readonly PartitionToFetch[];
  readonly forgotten?: readonly ForgottenPartition[];
  readonly maxBytes?: number;
  readonly minBytes?: number;
  readonly waitMs?: number;
  readonly committed?: true;
}

/** Sends a fetch, does something else meanwhile, and takes the answer then. */
interface PollAction {
  readonly do: 'poll';
  readonly fetch: FetchAction;
  readonly meanwhile: readonly Action[];
}

interface ListOffsetsAction {
  readonly do: 'list-offsets';
  readonly connection: Slot;
  readonly version: number;
  readonly committed?: true;
  /** `time`: ms after START, or a name such as -1 (latest). */
  readonly partitions: readonly (TopicRef & {
    readonly partition: number;
    readonly time: number;
    readonly currentEpoch?: number;
  })[];
}

interface EpochEndAction {
  readonly do: 'epoch-end';
  readonly connection: Slot;
  readonly version: number;
  readonly topic: string;
  readonly partition: number;
  readonly epoch: number;
  readonly currentEpoch: number;
}

interface DeleteRecordsAction {
  readonly do: 'delete-records';
  readonly connection: Slot;
  readonly version: number;
  readonly partitions: readonly { readonly topic: string; readonly partition: number; readonly offset: number }[];
}

/** Brokers by partition. */
export type Places = readonly (readonly number[])[];

export type ConfigPair = readonly [name: string, value: string | null];

interface CreateTopicAction {
  readonly do: 'create-topic';
  readonly connection: Slot;
  readonly version: number;
  readonly topic: string;
  readonly partitions: number;
  readonly replicas?: number;
  /** Brokers of each partition, the preferred leader first; then there are as many partitions. */
  readonly places?: Places;
  readonly configs?: readonly ConfigPair[];
  readonly validateOnly?: true;
}

interface DeleteTopicAction {
  readonly do: 'delete-topic';
  readonly connection: Slot;
  readonly version: number;
  readonly topics: readonly (TopicRef & { readonly by: 'name' | 'id' })[];
}

interface CreatePartitionsAction {
  readonly do: 'create-partitions';
  readonly connection: Slot;
  readonly version: number;
  readonly topic: string;
  readonly count: number;
  /** Brokers of those that are new; of no more than there are to be. */
  readonly places?: Places;
  readonly validateOnly?: true;
}

interface AlterConfigsAction {
  readonly do: 'alter-configs';
  readonly connection: Slot;
  readonly version: number;
  readonly topic: string;
  /** Operation 0 sets, 1 deletes, 2 appends, 3 subtracts. */
  readonly changes: readonly (readonly [operation: number, name: string, value: string | null])[];
  readonly validateOnly?: true;
}

/** AlterConfigs as it was before: what is not named is back at its default. */
interface ReplaceConfigsAction {
  readonly do: 'replace-configs';
  readonly connection: Slot;
  readonly version: number;
  readonly topic: string;
  readonly configs: readonly ConfigPair[];
}

interface DescribeConfigsAction {
  readonly do: 'describe-configs';
  readonly connection: Slot;
  readonly version: number;
  readonly topic: string;
  readonly keys: readonly string[] | null;
  readonly synonyms?: true;
}

interface MetadataAction {
  readonly do: 'metadata';
  readonly connection: Slot;
  readonly version: number;
  /** Null: all there are. */
  readonly topics: readonly (TopicRef & { readonly by: 'name' | 'id' })[] | null;
  readonly allow?: true;
}

interface DescribePartitionsAction {
  readonly do: 'describe-partitions';
  readonly connection: Slot;
  readonly topics: readonly string[];
  readonly limit: number;
  readonly cursor?: readonly [topic: string, partition: number];
}

interface CommitAction {
  readonly do: 'commit';
  readonly connection: Slot;
  readonly version: number;
  readonly group: string;
  /** Commits as this member, or as nobody. */
  readonly member?: string;
  readonly wrong?: 'generation' | 'member';
  readonly partitions: readonly (TopicRef & {
    readonly partition: number;
    readonly offset: number;
    readonly metadata?: number;
  })[];
}

interface OffsetFetchAction {
  readonly do: 'offset-fetch';
  readonly connection: Slot;
  readonly version: number;
  readonly groups: readonly {
    readonly group: string;
    readonly partitions: readonly (TopicRef & { readonly partition: number })[] | null;
  }[];
}

interface OffsetDeleteAction {
  readonly do: 'offset-delete';
  readonly connection: Slot;
  readonly group: string;
  readonly partitions: readonly { readonly topic: string; readonly partition: number }[];
}

interface DeleteGroupsAction {
  readonly do: 'delete-groups';
  readonly connection: Slot;
  readonly version: number;
  readonly groups: readonly string[];
}

interface DescribeGroupsAction {
  readonly do: 'describe-groups';
  readonly connection: Slot;
  readonly version: number;
  readonly groups: readonly string[];
}

interface ListGroupsAction {
  readonly do: 'list-groups';
  readonly connection: Slot;
  readonly version: number;
  readonly states: readonly string[];
}

/** A member joins; those that are there join again, which ends the rebalance. */
interface JoinAction {
  readonly do: 'join';
  readonly version: number;
  readonly group: string;
  readonly member: string;
  readonly instance?: string;
  readonly topics: readonly string[];
  readonly protocols: readonly string[];
}

/** All members sync, the leader first. */
interface SyncAction {
  readonly do: 'sync';
  readonly version: number;
  readonly group: string;
}

interface HeartbeatAction {
  readonly do: 'heartbeat';
  readonly version: number;
  readonly group: string;
  readonly member: string;
  readonly wrong?: 'generation' | 'member';
}

interface LeaveAction {
  readonly do: 'leave';
  readonly version: number;
  readonly group: string;
  readonly member: string;
}

/** Moves replicas, and waits until they are there. */
interface ReassignAction {
  readonly do: 'reassign';
  readonly connection: Slot;
  readonly version: number;
  readonly topic: string;
  /** Null: cancels what is under way, of which there is nothing. */
  readonly partitions: readonly { readonly partition: number; readonly replicas: readonly number[] | null }[];
  readonly keepsCount?: true;
}

interface ListReassignmentsAction {
  readonly do: 'list-reassignments';
  readonly connection: Slot;
  readonly topic: string;
  readonly partitions: readonly number[];
}

interface ElectAction {
  readonly do: 'elect';
  readonly connection: Slot;
  readonly version: number;
  readonly unclean?: true;
  readonly topic: string;
  readonly partitions: readonly number[];
}

interface DescribeProducersAction {
  readonly do: 'describe-producers';
  readonly connection: Slot;
  readonly topic: string;
  readonly partitions: readonly number[];
}

interface DescribeLogDirsAction {
  readonly do: 'describe-log-dirs';
  readonly connection: Slot;
  readonly version: number;
  readonly topic: string;
  readonly partitions: readonly number[];
}

/** One step of a random sequence: what it asks is written in slots, so that the rest stays meaningful without it. */
export type Action =
  | ProduceAction
  | FetchAction
  | PollAction
  | ListOffsetsAction
  | EpochEndAction
  | DeleteRecordsAction
  | CreateTopicAction
  | DeleteTopicAction
  | CreatePartitionsAction
  | AlterConfigsAction
  | ReplaceConfigsAction
  | DescribeConfigsAction
  | MetadataAction
  | DescribePartitionsAction
  | CommitAction
  | OffsetFetchAction
  | OffsetDeleteAction
  | DeleteGroupsAction
  | DescribeGroupsAction
  | ListGroupsAction
  | JoinAction
  | SyncAction
  | HeartbeatAction
  | LeaveAction
  | ReassignAction
  | ListReassignmentsAction
  | ElectAction
  | DescribeProducersAction
  | DescribeLogDirsAction;

export type ActionOf<K extends Action['do']> = Extract<Action, { readonly do: K }>;
