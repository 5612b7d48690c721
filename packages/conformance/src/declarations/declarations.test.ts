import { describe, expect, test } from 'vitest';
import { declarationsWanted, differencesOf } from './compare.ts';
import { DECLARATIONS } from './declarations.ts';
import { definitionsBesideCheckout } from './definition-files.ts';

/** Declared for 4.4 only, until the broker serves by release. */
const NARROW =
  /^(Produce|Fetch|ListOffsets|Offset(Commit|Fetch|ForLeaderEpoch)|(Create|Delete)Topics|DescribeConfigs|AlterReplicaLogDirs|DescribeLogDirs)(Request|Response)$/;

const definitions = definitionsBesideCheckout();

describe.runIf(definitions !== undefined)('against the definitions beside the checkout', () => {
  if (definitions === undefined) return;

  test('every message is declared, and nothing else', () => {
    expect([...DECLARATIONS.keys()].sort()).toEqual([...declarationsWanted(definitions)].sort());
  });

  test.each([...DECLARATIONS].filter(([name]) => !NARROW.test(name)))(
    '%s is declared as Kafka declares it',
    (name, message) => {
      expect(differencesOf(name, message, definitions)).toEqual([]);
    },
  );
});
