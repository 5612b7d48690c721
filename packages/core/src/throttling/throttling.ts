import type { BrokerId } from '../command.ts';
import type { Configs } from '../metadata/configs/configs.ts';
import type { ClientQuotas } from '../metadata/quotas/client-quotas.ts';
import { QuotaKey } from '../metadata/quotas/quota-keys.ts';
import type { Timers } from '../timers.ts';
import { Rate, type RateWindow } from './rate.ts';
import { TokenBucket } from './token-bucket.ts';

/** Whose quota a request counts for. Each broker counts for itself, as in Kafka. */
export interface QuotaClient {
  readonly broker: BrokerId;
  readonly user: string;
  readonly clientId: string | null;
  /** The test's own requests are never throttled. */
  readonly isTest: boolean;
}

/** Kafka forgets what a client used when it was idle for so long, ms. */
const IDLE_MS = 3_600_000;
const PRUNE_BEYOND = 64;

/** What clients have used of their quotas, and how long they have to be silent for it. Soft state. */
export class Throttling {
  readonly #quotas: ClientQuotas;
  readonly #configs: Configs;
  readonly #timers: Timers;
  readonly #rates = new Map<string, Rate>();
  readonly #buckets = new Map<string, TokenBucket>();
  #pruneAt = PRUNE_BEYOND;

  constructor(quotas: ClientQuotas, configs: Configs, timers: Timers) {
    this.#quotas = quotas;
    this.#configs = configs;
    this.#timers = timers;
  }

  /** Counts a Produce request. @returns for how long its connection is to be mute, ms. */
  produced(client: QuotaClient, sizeInBytes: number): number {
    const { now } = this.#timers;
    const counted = this.#countedRate(QuotaKey.PRODUCER_BYTE_RATE, client);
    if (counted === undefined) return 0;
    counted.rate.record(sizeInBytes, now, this.#window());
    return counted.rate.throttleTimeMs(counted.bound, now, this.#window());
  }

  /**
   * Counts a Fetch response, unless it is too much: then it does not go out, and does not count.
   * @param sizeInBytes asked for only where there is a quota.
   * @returns for how long to answer nothing, ms.
   */
  fetched(client: QuotaClient, sizeInBytes: () => number): number {
    const counted = this.#countedRate(QuotaKey.CONSUMER_BYTE_RATE, client);
    if (counted === undefined) return 0;
    const size = sizeInBytes();
    const { now } = this.#timers;
    counted.rate.record(size, now, this.#window());
    const throttleTimeMs = counted.rate.throttleTimeMs(counted.bound, now, this.#window());
    if (throttleTimeMs > 0) counted.rate.record(-size, now, this.#window());
    return throttleTimeMs;
  }

  /** The most that a client's quota lets through in a window, bytes: a larger answer could never be sent. */
  maxFetchBytes(client: QuotaClient): number {
    const quota = this.#quotaOf(QuotaKey.CONSUMER_BYTE_RATE, client);
    if (quota === undefined) return Infinity;
    const { sampleCount, sampleMs } = this.#window();
    return Math.trunc((quota.bound * (sampleCount - 1) * sampleMs) / 1000);
  }

  /** For how long this client may not create or delete partitions, ms; 0: it may. */
  mutationDelayMs(client: QuotaClient): number {
    const counted = this.#bucketOf(client);
    return counted === undefined ? 0 : counted.bucket.throttleTimeMs(counted.bound, counted.burst, this.#timers.now);
  }

  /** Partitions are created or deleted in the name of this client. */
  mutated(client: QuotaClient, partitionCount: number): void {
    const counted = this.#bucketOf(client);
    counted?.bucket.take(partitionCount, counted.bound, counted.burst, this.#timers.now);
  }

  /**
   * Counts a connection, unless its address opens too many.
   * @returns after how long it is to be closed, ms; 0: it may stay.
   */
  connected(broker: BrokerId, address: string): number {
    const bound = this.#quotas.connectionRate(address);
    if (bound === undefined) return 0;
    const { now } = this.#timers;
    const window = this.#window();
    const rate = this.#used(this.#rates, `ip/${broker}/${address}`, () => new Rate());
    rate.record(1, now, window);
    const throttleTimeMs = rate.throttleTimeMs(bound, now, window);
    if (throttleTimeMs > 0) rate.record(-1, now, window);
    return Math.min(throttleTimeMs, window.sampleMs);
  }

  /** Nobody has used anything. */
  forget(): void {
    this.#rates.clear();
    this.#buckets.clear();
  }

  #countedRate(key: string, client: QuotaClient): { readonly rate: Rate; readonly bound: number } | undefined {
    const quota = this.#quotaOf(key, client);
    if (quota === undefined) return undefined;
    return { rate: this.#used(this.#rates, quota.id, () => new Rate()), bound: quota.bound };
  }

  #bucketOf(client: QuotaClient): { readonly bucket: TokenBucket; bound: number; burst: number } | undefined {
    const quota = this.#quotaOf(QuotaKey.CONTROLLER_MUTATION_RATE, client);
    if (quota === undefined) return undefined;
    const bucket = this.#used(this.#buckets, quota.id, () => new TokenBucket(this.#timers.now));
    const { sampleCount, sampleMs } = this.#window('controller.');
    return { bucket, bound: quota.bound, burst: (quota.bound * sampleCount * sampleMs) / 1000 };
  }

  #quotaOf(key: string, client: QuotaClient): { readonly id: string; readonly bound: number } | undefined {
    if (client.isTest) return undefined;
    const quota = this.#quotas.effective(key, client.user, client.clientId ?? '');
    if (quota === undefined) return undefined;
    return { id: JSON.stringify([client.broker, key, quota.user, quota.clientId]), bound: quota.bound };
  }

  #window(prefix = ''): RateWindow {
    const { broker } = this.#configs;
    return {
      sampleCount: broker.number(`${prefix}quota.window.num`),
      sampleMs: broker.number(`${prefix}quota.window.size.seconds`) * 1000,
    };
  }

  #used<T extends { readonly lastMs: number }>(all: Map<string, T>, id: string, make: () => T): T {
    const known = all.get(id);
    if (known !== undefined) return known;
    this.#pruneIdle();
    const made = make();
    all.set(id, made);
    return made;
  }

  #pruneIdle(): void {
    if (this.#rates.size + this.#buckets.size < this.#pruneAt) return;
    const { now } = this.#timers;
    for (const all of [this.#rates, this.#buckets]) {
      for (const [id, { lastMs }] of all) if (now - lastMs > IDLE_MS) all.delete(id);
    }
    this.#pruneAt = Math.max(PRUNE_BEYOND, 2 * (this.#rates.size + this.#buckets.size));
  }
}
