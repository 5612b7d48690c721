import { tracingChannel } from 'node:diagnostics_channel';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Which fetches are under way. @platformatic/kafka 2.12.1 gives its user twice what a fetch brings that was under way while the
 * group rebalanced: it reads kept partitions from their committed offsets again, and lost ones it does not leave out. So a member
 * has its partitions only when those fetches have ended.
 */
export class Fetches {
  #underWay = new Map();

  constructor() {
    tracingChannel('plt:kafka:consumer:fetches').subscribe({
      start: ({ client, operationId }) => this.#of(client).add(operationId),
      asyncEnd: ({ client, operationId }) => this.#of(client).delete(operationId),
    });
  }

  #of(client) {
    if (!this.#underWay.has(client)) this.#underWay.set(client, new Set());
    return this.#underWay.get(client);
  }

  /** Resolves when those of a consumer that are under way now have ended. */
  async ended(client) {
    const underWay = this.#of(client);
    const before = [...underWay];
    while (before.some((operationId) => underWay.has(operationId))) await delay(10);
  }
}
