import { performance } from 'node:perf_hooks';
import { clearTimeout, setTimeout } from 'node:timers';

/**
 * All time there is. Test runners fake the globals, not these modules; and they are taken once, here, because a bundle in
 * CommonJS form would look the functions up on the module at every call, where fakes can reach them.
 */
export const startTimer: typeof setTimeout = setTimeout;
export const stopTimer: typeof clearTimeout = clearTimeout;

/** Ms that only grow, with fractions. */
export const monotonicMs: () => number = performance.now.bind(performance);

/** What `monotonicMs` counts from, ms since 1970. */
export const monotonicOriginMs: number = performance.timeOrigin;

/** A running timer. */
export type Timer = NodeJS.Timeout;
