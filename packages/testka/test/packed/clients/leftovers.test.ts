import { readFileSync } from 'node:fs';

import { createBroker } from 'testka';
import { expect, test } from 'testka/vitest';

import { openers as others } from './open-platformatic.ts';
import { openers } from './open.ts';

test.each([
  ...Object.entries(openers).map(([name, open]) => ({ name, open, file: 'open.ts' })),
  ...Object.entries(others).map(([name, open]) => ({ name, open, file: 'open-platformatic.ts' })),
])('$name is named with the line of the source that opened it', async ({ name, open, file }) => {
  // kafka-node is of the time of message sets.
  await using broker = await createBroker({ topics: ['orders'], kafkaVersion: '3.9' });
  const { said, close } = await open(broker);
  const lines = readFileSync(file, 'utf8').split('\n');
  const line = lines.findIndex((each) => each.endsWith(`; // ${name}`)) + 1;
  const [leftover, ...more] = broker.leftovers();
  expect(more).toEqual([]);
  const [what, place] = leftover?.description.split(', opened at ') ?? [];
  expect(what).toMatch(said);
  expect(place).toBe(`${file}:${line}`);
  expect(leftover?.openedBy).toBe(place);
  await close();
  await broker.close({ leftovers: 'error' });
});
