import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_DIRECTORY } from '../process.ts';
import type { Definitions } from './compare.ts';
import { parseDefinitions } from './kafka-definition.ts';

/** Kafka's definitions as data, where they lie beside the checkout. */
const FOLDER = join(PACKAGE_DIRECTORY, '..', '..', '..', 'shared', 'kafka-messages');

/** What the folder beside the checkout says; undefined where there is none. */
export function definitionsBesideCheckout(): Definitions | undefined {
  if (!existsSync(FOLDER)) return undefined;
  return {
    newest: parseDefinitions([...filesOf(join(FOLDER, '4.4')), ...filesOf(join(FOLDER, 'internal-records-4.4'))]),
    old: parseDefinitions(filesOf(join(FOLDER, '3.9'))),
  };
}

/** The texts of a folder's JSON files. */
export function filesOf(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => readFileSync(join(folder, name), 'utf8'));
}
