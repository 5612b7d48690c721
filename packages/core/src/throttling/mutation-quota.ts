import type { RequestContext } from '../context.ts';

/**
 * The quota for creating and deleting partitions, within one request (KIP-599). Versions that know
 * THROTTLING_QUOTA_EXCEEDED are refused while the client owes something; older ones are executed, then muted.
 */
export class MutationQuota {
  readonly #context: RequestContext;
  readonly #isStrict: boolean;

  /** @param strictSince first version that knows the error. */
  constructor(context: RequestContext, strictSince: number) {
    this.#context = context;
    this.#isStrict = context.apiVersion >= strictSince;
  }

  /** Whether so many partitions may be created or deleted; counts them if so. */
  admits(partitionCount: number): boolean {
    const { throttling } = this.#context.services;
    if (this.#isStrict) {
      const delayMs = throttling.mutationDelayMs(this.#context);
      if (delayMs > 0) this.#context.throttle(delayMs);
      if (delayMs > 0) return false;
    }
    throttling.mutated(this.#context, partitionCount);
    if (!this.#isStrict) this.#context.throttle(throttling.mutationDelayMs(this.#context));
    return true;
  }
}
