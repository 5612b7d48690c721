import type { Connection } from '@testka/broker';

import type { EnvOption } from './hook-options.ts';

/** What the option `env` says: variables, and what is to be in them. */
export function variablesOf(
  { bootstrapServers, connection }: { readonly bootstrapServers: string; readonly connection: Connection },
  env: EnvOption | undefined,
): Record<string, string> {
  if (!Array.isArray(env)) return connection.env(env as Record<string, string> | undefined);
  return Object.fromEntries((env as string[]).map((name) => [name, bootstrapServers]));
}

/** A variable that at least one broker has put its address in. */
interface Covered {
  /** What was there before; undefined: the variable was not set. */
  readonly original: string | undefined;
  /** What was put over it, oldest first: the last one counts. */
  readonly layers: Map<Environment, string>;
}

/** Of the whole process, as the environment is: two brokers may use one variable, and end in either order. */
const coveredVariables = new Map<string, Covered>();

/** Sets variables of the environment, and puts back what they were before. */
export class Environment {
  set(variables: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(variables)) {
      const covered = coveredVariables.get(name) ?? { original: process.env[name], layers: new Map() };
      coveredVariables.set(name, covered);
      covered.layers.set(this, value);
      show(name, covered);
    }
  }

  restore(): void {
    for (const [name, covered] of coveredVariables) {
      if (!covered.layers.delete(this)) continue;
      show(name, covered);
      if (covered.layers.size === 0) coveredVariables.delete(name);
    }
  }
}

function show(name: string, { original, layers }: Covered): void {
  const value = [...layers.values()].at(-1) ?? original;
  // Assigning undefined would set the text "undefined".
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}
