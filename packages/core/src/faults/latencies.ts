import { NO_REPLY, type Reply } from '../api.ts';
import type { BrokerId } from '../command.ts';
import { Parked } from '../parked.ts';

/** Brokers that are far away or slow: what each has to say comes later. */
export class Latencies {
  readonly #ofBroker = new Map<BrokerId, number>();
  readonly #later: (delayMs: number, then: () => void) => void;

  /** @param later calls after so many ms */
  constructor(later: (delayMs: number, then: () => void) => void) {
    this.#later = later;
  }

  get areNone(): boolean {
    return this.#ofBroker.size === 0;
  }

  of(broker: BrokerId): number {
    return this.#ofBroker.get(broker) ?? 0;
  }

  set(broker: BrokerId, latencyMs: number): void {
    if (latencyMs > 0) this.#ofBroker.set(broker, latencyMs);
    else this.#ofBroker.delete(broker);
  }

  clear(): void {
    this.#ofBroker.clear();
  }

  /** The answer, as much later as the broker is when it has it. */
  late(broker: BrokerId, reply: Reply<unknown>): Reply<unknown> {
    if (this.of(broker) === 0) return reply;
    const late = new Parked<unknown>();
    const give = (answer: unknown): void => {
      const latencyMs = answer === NO_REPLY ? 0 : this.of(broker);
      if (latencyMs === 0) late.complete(answer);
      else this.#later(latencyMs, () => late.complete(answer));
    };
    if (reply instanceof Parked) {
      late.onAbandon(() => reply.abandon());
      reply.whenDone(give);
    } else give(reply);
    return late;
  }
}
