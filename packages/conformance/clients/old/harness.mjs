import assert from 'node:assert/strict';

/** Where the broker is, and what this run's topics and groups begin with. */
export const bootstrapServers = process.env.BOOTSTRAP_SERVERS ?? '';
export const named = (base) => `${process.env.RUN_ID}-${base}`;

const TIME_LIMIT_MS = 20_000;
let failed = 0;

/** Runs one scenario and prints what came of it, a line of JSON. */
export async function scenario(client, name, run) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${TIME_LIMIT_MS} ms`)), TIME_LIMIT_MS);
  });
  let result = { ok: true, detail: '' };
  try {
    result.detail = await Promise.race([run(), late]);
  } catch (error) {
    failed += 1;
    result = { ok: false, detail: String(error?.message ?? error) };
  }
  clearTimeout(timer);
  console.log(JSON.stringify({ client, scenario: name, ...result }));
}

/** The same values in the same order, each with its offset from `first` on. */
export function expectRecords(actual, values, first = 0) {
  assert.deepEqual(
    actual,
    values.map((value, index) => [first + index, value]),
  );
  return `${values.length} records`;
}

export function finish() {
  process.exit(failed > 0 ? 1 : 0);
}
