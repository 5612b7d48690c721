/** One measurement, in milliseconds. */
export interface Sample {
  /** CPU time of all threads of the process. */
  cpuMs: number;
  wallMs: number;
}

/** Quantiles of both, each for itself. */
export interface Summary {
  count: number;
  cpuMs: { p50: number; p95: number };
  wallMs: { p50: number; p95: number };
}

/** @throws if there is nothing to sum up */
export function summarize(samples: readonly Sample[]): Summary {
  if (samples.length === 0) throw new Error('no samples');
  const quantiles = (values: readonly number[]): { p50: number; p95: number } => ({
    p50: quantile(values, 0.5),
    p95: quantile(values, 0.95),
  });
  return {
    count: samples.length,
    cpuMs: quantiles(samples.map(({ cpuMs }) => cpuMs)),
    wallMs: quantiles(samples.map(({ wallMs }) => wallMs)),
  };
}

/** The smallest value that at least this part of the values do not exceed: `quantile([1, 2, 3, 4], 0.5)` is 2. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(Math.ceil(sorted.length * part) - 1, 0)] ?? Number.NaN;
}
