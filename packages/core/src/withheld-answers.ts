import type { BrokerId } from './command.ts';

/** What paused brokers would say, in the order in which they came to know it; it waits until they go on. */
export class WithheldAnswers {
  readonly #ofBroker = new Map<BrokerId, (() => void)[]>();

  add(broker: BrokerId, answer: () => void): void {
    const answers = this.#ofBroker.get(broker);
    if (answers === undefined) this.#ofBroker.set(broker, [answer]);
    else answers.push(answer);
  }

  /** The broker goes on. */
  give(broker: BrokerId): void {
    const answers = this.#ofBroker.get(broker) ?? [];
    this.#ofBroker.delete(broker);
    for (const answer of answers) answer();
  }

  /** The broker's process is gone, and whatever it had to say. */
  forget(broker: BrokerId): void {
    this.#ofBroker.delete(broker);
  }
}
