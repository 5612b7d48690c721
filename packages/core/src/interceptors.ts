import type { ApiName } from '@testka/protocol';
import type { BrokerId } from './command.ts';
import type { Connection } from './connections.ts';
import type { FaultId, Trouble } from './faults/fault.ts';

/** One request and, once there is one, its response: what faults, stubs and recorders see. */
export interface Exchange {
  readonly api: ApiName;
  readonly apiVersion: number;
  readonly correlationId: number;
  readonly broker: BrokerId;
  /** Undefined for the test's own requests, which faults never touch. */
  readonly connection: Connection | undefined;
  readonly clientId: string | null;
  readonly receivedAtMs: number;
  readonly request: unknown;
  /** The frame it came in, without its length: a slice of what the socket gave, to be copied by whoever keeps it. */
  readonly requestFrame: Buffer | undefined;
  /** The answer as it goes out. Undefined: none does. */
  responseFrame: readonly Buffer[] | undefined;
  /** Null: nothing was sent (acks=0). Undefined: not answered yet. */
  response: unknown;
  answeredAtMs: number | undefined;
  /** The faults that have acted on it. */
  readonly faults: FaultId[];
  /** What chaos has done to it. Undefined: nothing. */
  trouble: Trouble | undefined;
}

/** Looks at finished exchanges, and may not change them. */
export type Observer = (exchange: Exchange) => void;

/** Those who look on: every exchange passes here once it is answered. What acts on requests are faults. */
export class Interceptors {
  readonly #observers = new Set<Observer>();

  /** @returns how to stop observing. */
  observe(observer: Observer): () => void {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }

  finished(exchange: Exchange): void {
    for (const observer of this.#observers) observer(exchange);
  }
}
