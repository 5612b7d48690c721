import type { ConnectionId } from './command.ts';
import type { FaultId } from './faults/fault.ts';
import type { Exchange } from './interceptors.ts';

/** What the outside must do. Order matters; nothing else leaves the core. */
export type Effect =
  /** Written as is, in one go: the length prefix is included and record batches are not copied. */
  | { readonly kind: 'respond'; readonly connection: ConnectionId; readonly chunks: readonly Buffer[] }
  /** Answers that were given before are written first. */
  | { readonly kind: 'close'; readonly connection: ConnectionId; readonly reason: string }
  /** Stop and go on reading: requests queue behind one in progress. */
  | { readonly kind: 'pause' | 'resume'; readonly connection: ConnectionId }
  /** The answer to a `request` command. */
  | { readonly kind: 'answer'; readonly call: number; readonly response: unknown }
  /** What is to become of this request? An `interception` command says so. */
  | { readonly kind: 'ask'; readonly call: number; readonly fault: FaultId; readonly exchange: Exchange }
  /** What has come of a request that was let go on before it is answered. */
  | { readonly kind: 'proceeded'; readonly call: number; readonly fault: FaultId; readonly response: unknown };
