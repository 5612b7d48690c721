/** Milliseconds of CPU, in all threads of this process, and of wall clock that something takes. */
export async function measure(task) {
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const result = await task();
  const wallMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { cpuMs: (user + system) / 1000, wallMs, result };
}

/** Measures a task so many times, after some rounds that do not count. */
export async function sample(count, task, { warmUps = 5 } = {}) {
  for (let round = 0; round < warmUps; round += 1) await task();
  const samples = [];
  for (let round = 0; round < count; round += 1) {
    const { cpuMs, wallMs } = await measure(task);
    samples.push({ cpuMs, wallMs });
  }
  return samples;
}

/** Hands the figures to the process that started this one. */
export function report(figures) {
  console.log(JSON.stringify(figures));
}
