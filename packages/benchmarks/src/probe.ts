import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import type { Sample } from './statistics.ts';

/** What a probe measured, by the names that it gives. */
export type Figures = Record<string, readonly Sample[]>;

/** Where probes run: a project that has the built package installed, and a Node. */
export interface Place {
  project: string;
  node: string;
}

/** Runs a script of `probes/` in a process of its own. @throws with what it printed, if it fails */
export async function runProbe(place: Place, script: string, args: readonly string[] = []): Promise<Figures> {
  const options = { cwd: place.project, encoding: 'utf8' as const, env: { ...process.env, NODE_NO_WARNINGS: '1' } };
  const { stdout } = await promisify(execFile)(place.node, [script, ...args], options);
  return JSON.parse(stdout) as Figures;
}

/** Runs a script in several processes, one after the other, and takes their samples together. */
export async function runProbes(place: Place, script: string, processes: number): Promise<Figures> {
  const all: Record<string, Sample[]> = {};
  for (let round = 0; round < processes; round += 1) {
    for (const [name, samples] of Object.entries(await runProbe(place, script))) (all[name] ??= []).push(...samples);
  }
  return all;
}
