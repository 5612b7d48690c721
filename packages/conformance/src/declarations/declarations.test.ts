import { describe, expect, test } from 'vitest';
import { declarationsWanted, differencesOf } from './compare.ts';
import { DECLARATIONS } from './declarations.ts';
import { definitionsBesideCheckout } from './definition-files.ts';

const definitions = definitionsBesideCheckout();

describe.runIf(definitions !== undefined)('against the definitions beside the checkout', () => {
  if (definitions === undefined) return;

  test('every message is declared, and nothing else', () => {
    expect([...DECLARATIONS.keys()].sort()).toEqual([...declarationsWanted(definitions)].sort());
  });

  test.each([...DECLARATIONS])('%s is declared as Kafka declares it', (name, message) => {
    expect(differencesOf(name, message, definitions)).toEqual([]);
  });
});
