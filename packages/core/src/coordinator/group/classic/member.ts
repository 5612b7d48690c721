import type { ConnectionId } from '../../../command.ts';
import type { MemberView, TopicPartitions } from '../group-view.ts';
import { partitionsIn, subscribedTopicsIn } from './consumer-protocol.ts';
import type { Joining } from './joining.ts';
import type { MemberProtocol } from './protocol-selection.ts';
import type { Syncing } from './syncing.ts';

/** What makes a member, at its first join or from the log. */
interface MemberIdentity {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly rebalanceTimeoutMs: number;
  readonly sessionTimeoutMs: number;
  readonly protocols: readonly MemberProtocol[];
}

export const EMPTY_ASSIGNMENT: Buffer = Buffer.alloc(0);

/** A member of a classic group. What GroupMetadata records hold of it is durable; the rest is soft. */
export class ClassicMember implements MemberView {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  rebalanceTimeoutMs: number;
  sessionTimeoutMs: number;
  protocols: readonly MemberProtocol[];
  /** As the leader gave it; its bytes are the clients' affair. */
  assignmentBytes: Buffer = EMPTY_ASSIGNMENT;
  /** It has never got an answer to a join: it does not know its id, so it sends no heartbeats. Soft. */
  isNew = false;
  /** Its JoinGroup waits for the others. Soft. */
  joining: Joining | undefined;
  /** Its SyncGroup waits for the leader. Soft. */
  syncing: Syncing | undefined;
  /** Nothing was heard of it since a reset that could not tell whether its client was still there. Soft. */
  mayBeGone = false;
  connection: ConnectionId | undefined;
  lastSeenAtMs: number | undefined;
  assignedSequence: number | undefined;
  assignedAtMs: number | undefined;

  constructor(identity: MemberIdentity) {
    this.memberId = identity.memberId;
    this.groupInstanceId = identity.groupInstanceId;
    this.clientId = identity.clientId;
    this.clientHost = identity.clientHost;
    this.rebalanceTimeoutMs = identity.rebalanceTimeoutMs;
    this.sessionTimeoutMs = identity.sessionTimeoutMs;
    this.protocols = identity.protocols;
  }

  get isStatic(): boolean {
    return this.groupInstanceId !== null;
  }

  /** Its session does not run out: a parked request shows that it is there, unless it is new and may have given up. */
  get isHeard(): boolean {
    return !this.isNew && (this.joining !== undefined || this.syncing !== undefined);
  }

  /** Its name in reports: what the user called it, with enough of the id to tell it from others. */
  get label(): string {
    return this.groupInstanceId ?? labelOf(this.memberId);
  }

  get subscribedTopics(): readonly string[] {
    const [first] = this.protocols;
    return first === undefined ? [] : (subscribedTopicsIn(first.metadata) ?? []);
  }

  get assignment(): readonly TopicPartitions[] {
    return partitionsIn(this.assignmentBytes);
  }

  get joiningSinceMs(): number | undefined {
    return this.joining?.receivedAtMs;
  }

  get syncingSinceMs(): number | undefined {
    return this.syncing?.receivedAtMs;
  }

  /** What it told the given protocol; empty when it does not list it. */
  metadataFor(protocolName: string | null): Buffer {
    return this.protocols.find(({ name }) => name === protocolName)?.metadata ?? EMPTY_ASSIGNMENT;
  }

  seen(connection: ConnectionId | undefined, now: number): void {
    this.connection = connection;
    this.lastSeenAtMs = now;
    this.mayBeGone = false;
  }
}

const UUID_LENGTH = 36;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const LABEL_HEX_DIGITS = 8;

/** A member id with its UUID cut to eight digits: "worker-1-0a1b2c3d". */
export function labelOf(memberId: string): string {
  const suffix = memberId.slice(-UUID_LENGTH);
  if (!UUID.test(suffix)) return memberId;
  return memberId.slice(0, memberId.length - UUID_LENGTH + LABEL_HEX_DIGITS);
}
