import { CoreTarget, FuzzFailure, type TargetOptions } from './core-target.ts';
import { perform, type Step } from './fuzz.ts';
import { Knowledge } from './knowledge.ts';

/** Enough to find the few steps that matter among thousands; a slow failure must not make it last for hours. */
const MAX_TRIES = 400;
const TIME_LIMIT_MS = 30_000;

/** A failure as JSON: steps, their chunks in hexadecimal. */
export function minimised(target: TargetOptions, failure: { message: string; steps: readonly Step[] }): string {
  const fails = (steps: readonly Step[]): boolean => kindOf(play(target, steps) ?? '') === kindOf(failure.message);
  if (failure.steps.length === 0 || !fails(failure.steps)) {
    return `nothing: the steps of its round alone do not show it (${failure.steps.length} steps)`;
  }
  const steps = withLessBytes(fewer(failure.steps, fails), fails);
  return JSON.stringify({ what: failure.message, target, steps: steps.map(toJson) });
}

/** Plays steps against a new cluster. @returns what went wrong */
export function play(target: TargetOptions, steps: readonly Step[]): string | undefined {
  try {
    const broker = new CoreTarget(target, new Knowledge());
    for (const step of steps) perform(broker, step);
    broker.reset();
    return undefined;
  } catch (error) {
    if (error instanceof FuzzFailure) return error.message;
    throw error;
  }
}

/** Numbers differ from run to run: times, positions. */
function kindOf(message: string): string {
  return message.replaceAll(/\d+/g, '#');
}

/** Leaves out ever smaller parts, as long as it still fails without them. */
function fewer<T>(items: readonly T[], fails: (items: readonly T[]) => boolean): readonly T[] {
  const deadline = performance.now() + TIME_LIMIT_MS;
  let rest = items;
  let tries = 0;
  for (let size = Math.ceil(rest.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < rest.length && tries < MAX_TRIES && performance.now() < deadline; tries++) {
      const without = [...rest.slice(0, start), ...rest.slice(start + size)];
      if (without.length > 0 && fails(without)) rest = without;
      else start += size;
    }
  }
  return rest;
}

function withLessBytes(steps: readonly Step[], fails: (steps: readonly Step[]) => boolean): readonly Step[] {
  let result = steps;
  for (let index = 0; index < result.length; index++) {
    const step = result[index];
    if (step === undefined || !('chunks' in step)) continue;
    const replaced = (chunks: readonly Buffer[]): Step[] => result.with(index, { ...step, chunks: [...chunks] });
    const chunks = fewer(framesOf(step.chunks), (fewerFrames) => fails(replaced(fewerFrames)));
    if (fails(replaced(chunks))) result = replaced(chunks);
  }
  return result;
}

/** The stream cut where its frames end; what is left over stays together. */
function framesOf(chunks: readonly Buffer[]): Buffer[] {
  let stream = Buffer.concat(chunks);
  const frames: Buffer[] = [];
  while (stream.length >= 4) {
    const end = 4 + stream.readInt32BE(0);
    if (end < 4 || end > stream.length) break;
    frames.push(stream.subarray(0, end));
    stream = stream.subarray(end);
  }
  return stream.length === 0 ? frames : [...frames, stream];
}

function toJson(step: Step): unknown {
  return 'chunks' in step
    ? { slot: step.slot, frames: step.frames, chunks: step.chunks.map((chunk) => chunk.toString('hex')) }
    : step;
}
