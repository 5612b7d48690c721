import { readFileSync } from 'node:fs';

import { createBroker } from 'testka';
import { expect, test } from 'testka/jest';

import { openers } from './open.ts';

test.each(Object.entries(openers))('%s is named with the line of the source that opened it', async (name, open) => {
  const broker = await createBroker({ topics: ['orders'], kafkaVersion: '3.9' });
  const { said, close } = await open(broker);
  const lines = readFileSync('open.ts', 'utf8').split('\n');
  const line = lines.findIndex((each) => each.endsWith(`; // ${name}`)) + 1;
  const [leftover, ...more] = broker.leftovers();
  expect(more).toEqual([]);
  const [what, place] = leftover?.description.split(', opened at ') ?? [];
  expect(what).toMatch(said);
  expect(place).toBe(`open.ts:${line}`);
  await close();
  await broker.close({ leftovers: 'error' });
});
