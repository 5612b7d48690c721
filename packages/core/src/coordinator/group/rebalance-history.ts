import type { RebalanceView } from './group-view.ts';

/** Enough to see what a test did; a group that rebalances all day keeps its last ones. */
const MAX_REBALANCES = 20;
/** Of one rebalance; a hundred members that join at once need no hundred lines. */
const MAX_REASONS = 10;

/** A rebalance while it is written down. */
interface Rebalance extends RebalanceView {
  readonly reasons: string[];
  generationId: number;
  completedAtMs: number | undefined;
}

/** A group's last rebalances and why they were. For reports; never durable. */
export class RebalanceHistory {
  readonly #rebalances: Rebalance[] = [];

  get entries(): readonly RebalanceView[] {
    return this.#rebalances;
  }

  /** A rebalance begins; one that was under way stays uncompleted. */
  begin(generationId: number, reason: string, now: number): void {
    this.#rebalances.push({ generationId, reasons: [reason], startedAtMs: now, completedAtMs: undefined });
    if (this.#rebalances.length > MAX_REBALANCES) this.#rebalances.shift();
  }

  /** Something more that the rebalance under way is about. */
  add(reason: string): void {
    const current = this.#rebalances.at(-1);
    if (current === undefined || current.completedAtMs !== undefined) return;
    if (current.reasons.length < MAX_REASONS && !current.reasons.includes(reason)) current.reasons.push(reason);
  }

  complete(generationId: number, now: number): void {
    const current = this.#rebalances.at(-1);
    if (current === undefined || current.completedAtMs !== undefined) return;
    current.generationId = generationId;
    current.completedAtMs = now;
  }
}
