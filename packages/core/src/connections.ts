import type { ApiName } from '@testka/protocol';
import type { BrokerId, ConnectionId, Peer } from './command.ts';
import { FetchPositions } from './partition/fetch-positions.ts';
import { SaslState } from './security/sasl-state.ts';

/** Beyond this many waiting frames the outside is told to stop reading the socket. */
const MAX_QUEUED_FRAMES = 64;

/** A client connection. As in Kafka, one request is in progress at a time; later frames wait (SocketServer mutes). */
export class Connection {
  readonly id: ConnectionId;
  readonly broker: BrokerId;
  readonly peer: Peer;
  readonly openedAtMs: number;
  readonly sasl: SaslState;
  readonly positions = new FetchPositions();
  /** From the last request header. */
  clientId: string | null = null;
  /** From ApiVersions v3+ (KIP-511). */
  software: { readonly name: string; readonly version: string } | null = null;
  /** Waiting for the request in progress to be answered. */
  readonly queue: Buffer[] = [];
  /** What is in progress; undefined: nothing, or a silence after it. */
  inProgress: ApiName | undefined;
  /** A request is in progress, or has been answered and is to be followed by silence. */
  isBusy = false;
  /** Its queue is being taken in order; an answer given meanwhile does not start a second round. */
  isDraining = false;
  isPaused = false;
  isClosed = false;
  /** Gives up what the request in progress waits for. */
  abandon: (() => void) | undefined;
  /** Ends the silence that a quota has brought upon it; undefined: it is not throttled. */
  endThrottle: (() => void) | undefined;

  constructor(id: ConnectionId, broker: BrokerId, peer: Peer, openedAtMs: number, saslRequired: boolean) {
    this.id = id;
    this.broker = broker;
    this.peer = peer;
    this.openedAtMs = openedAtMs;
    this.sasl = new SaslState(saslRequired);
  }

  get isQueueFull(): boolean {
    return this.queue.length >= MAX_QUEUED_FRAMES;
  }
}
