import { ErrorCode, type JoinGroupRequest, type InferInput, type JoinGroupResponse } from '@testka/protocol';
import type { ConnectionId } from '../../../command.ts';
import type { RequestContext } from '../../../context.ts';
import { Parked } from '../../../parked.ts';
import type { MemberProtocol } from './protocol-selection.ts';

type Response = InferInput<typeof JoinGroupResponse>;
export type JoinedMember = Response['members'][number];

/** What a join answered without error tells. */
interface Joined {
  readonly generationId: number;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly leader: string | null;
  readonly memberId: string;
  /** All members for the leader, nobody for followers. */
  readonly members: readonly JoinedMember[];
  /** A static leader that came back need not compute the assignment again (KIP-814). */
  readonly skipAssignment?: boolean;
}

/** First version that asks members without id to come back with the one they were given (KIP-394). */
const MEMBER_ID_REQUIRED_SINCE = 4;
/** First version that can tell a leader not to assign (KIP-814). */
const SKIP_ASSIGNMENT_SINCE = 9;
/** First version in which an absent protocol name is null instead of "" (KIP-559). */
const NULL_PROTOCOL_NAME_SINCE = 7;

/** A JoinGroup in progress: who asks, and where the answer goes, now or when the join phase completes. */
export class Joining {
  readonly groupId: string;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly connection: ConnectionId | undefined;
  readonly protocolType: string;
  readonly protocols: readonly MemberProtocol[];
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  /** The client's words for why it joins (KIP-800); null when it gives none. */
  readonly reason: string | null;
  readonly receivedAtMs: number;
  readonly reply = new Parked<Response>();
  readonly #apiVersion: number;

  constructor(context: RequestContext, request: JoinGroupRequest) {
    this.groupId = request.groupId;
    this.memberId = request.memberId;
    this.groupInstanceId = request.groupInstanceId;
    this.clientId = context.clientId ?? '';
    this.clientHost = context.clientHost;
    this.connection = context.connection?.id;
    this.protocolType = request.protocolType;
    // Copied, since the member outlives the frame.
    this.protocols = request.protocols.map(({ name, metadata }) => ({ name, metadata: Buffer.from(metadata) }));
    this.sessionTimeoutMs = request.sessionTimeoutMs;
    // Version 0 has one timeout for both.
    this.rebalanceTimeoutMs = context.apiVersion === 0 ? request.sessionTimeoutMs : request.rebalanceTimeoutMs;
    this.reason = request.reason === '' ? null : request.reason;
    this.receivedAtMs = context.now;
    this.#apiVersion = context.apiVersion;
  }

  get isNewMember(): boolean {
    return this.memberId === '';
  }

  get requiresKnownMemberId(): boolean {
    return this.#apiVersion >= MEMBER_ID_REQUIRED_SINCE;
  }

  get supportsSkippingAssignment(): boolean {
    return this.#apiVersion >= SKIP_ASSIGNMENT_SINCE;
  }

  /** @param memberId echoed where Kafka echoes it. */
  fail(errorCode: ErrorCode, memberId = ''): void {
    const protocolName = this.#protocolName(null);
    this.reply.complete({
      errorCode,
      generationId: -1,
      protocolType: null,
      protocolName,
      leader: '',
      memberId,
      members: [],
    });
  }

  succeed(joined: Joined): void {
    const protocolName = this.#protocolName(joined.protocolName);
    this.reply.complete({ ...joined, errorCode: ErrorCode.NONE, protocolName, leader: joined.leader ?? '' });
  }

  #protocolName(name: string | null): string | null {
    if (this.#apiVersion < NULL_PROTOCOL_NAME_SINCE) return name ?? '';
    return name === '' ? null : name;
  }
}
