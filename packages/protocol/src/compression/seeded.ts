/** Test help: parameters for `fc.assert`. A failure prints its seed; `SEED=` plays it again. */
export function seeded(numRuns = 200): { seed?: number; numRuns: number } {
  const { SEED } = process.env;
  return SEED === undefined ? { numRuns } : { numRuns, seed: Number(SEED) };
}
