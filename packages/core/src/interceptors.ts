import type { ApiName } from '@testka/protocol';
import type { BrokerId } from './command.ts';
import type { Connection } from './connections.ts';

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
  /** Null: nothing was sent (acks=0). Undefined: not answered yet. */
  response: unknown;
  answeredAtMs: number | undefined;
}

/** Looks at finished exchanges, and may not change them. */
export type Observer = (exchange: Exchange) => void;

/**
 * Where traffic is looked at from outside the handlers: every exchange passes here once it is answered. Faults and stubs,
 * which come with their own issue, belong at the same place, before the handler is asked (Dispatcher.#handle).
 */
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
