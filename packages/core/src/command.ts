import type { ApiName } from '@testka/protocol';

/** A client connection, numbered by the outside. */
export type ConnectionId = number;
/** Kafka's node id of a broker. */
export type BrokerId = number;

/** The other end of a connection. */
export interface Peer {
  readonly host: string;
  readonly port: number;
}

/** What can happen to the cluster. One command is applied at a time, to completion. */
export type Command =
  | { readonly kind: 'connect'; readonly connection: ConnectionId; readonly broker: BrokerId; readonly peer: Peer }
  /** One request, without its length prefix. The core may keep slices of it while the request is in progress. */
  | { readonly kind: 'frame'; readonly connection: ConnectionId; readonly bytes: Buffer }
  | { readonly kind: 'disconnect'; readonly connection: ConnectionId }
  /** A request of the test itself, typed instead of encoded; it takes the same way as a client's. */
  | {
      readonly kind: 'request';
      readonly call: number;
      /** Who is asked; undefined: the controller. Coordinators are found without being asked by name. */
      readonly broker?: BrokerId | undefined;
      readonly api: ApiName;
      readonly version: number;
      readonly body: unknown;
    }
  | { readonly kind: 'admin'; readonly command: AdminCommand }
  | { readonly kind: 'tick' };

/** What the test can do to the cluster that no client can. */
export type AdminCommand =
  /** The broker's listener is up at this address, which Metadata then gives to clients. */
  | { readonly type: 'broker-listening'; readonly broker: BrokerId; readonly host: string; readonly port: number }
  /** What is there now is what `reset` goes back to. */
  | { readonly type: 'mark-baseline' }
  /** Back to the baseline; clients stay connected (see reset.ts). */
  | { readonly type: 'reset' };
