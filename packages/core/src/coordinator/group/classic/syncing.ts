import { ErrorCode, type InferInput, type SyncGroupRequest, type SyncGroupResponse } from '@testka/protocol';
import type { ConnectionId } from '../../../command.ts';
import type { RequestContext } from '../../../context.ts';
import { Parked } from '../../../parked.ts';

const NO_ASSIGNMENT = Buffer.alloc(0);

/** A SyncGroup in progress: who asks, and where the answer goes, now or when the leader has assigned. */
export class Syncing {
  readonly request: SyncGroupRequest;
  readonly connection: ConnectionId | undefined;
  readonly receivedAtMs: number;
  readonly reply = new Parked<InferInput<typeof SyncGroupResponse>>();

  constructor(context: RequestContext, request: SyncGroupRequest) {
    this.request = request;
    this.connection = context.connection?.id;
    this.receivedAtMs = context.now;
  }

  fail(errorCode: ErrorCode): void {
    this.reply.complete({ errorCode, protocolType: null, protocolName: null, assignment: NO_ASSIGNMENT });
  }

  succeed(protocolType: string | null, protocolName: string | null, assignment: Buffer): void {
    this.reply.complete({ errorCode: ErrorCode.NONE, protocolType, protocolName, assignment });
  }
}
