import { afterEach, expect, test } from 'vitest';

import { Environment } from './environment.ts';

const NAME = 'TESTKA_ENVIRONMENT_TEST';

afterEach(() => {
  delete process.env[NAME];
});

test('a variable that was there gets its old value back, however often it was set', () => {
  process.env[NAME] = 'before';
  const environment = new Environment();
  environment.set({ [NAME]: 'first' });
  environment.set({ [NAME]: 'second' });
  expect(process.env[NAME]).toBe('second');
  environment.restore();
  expect(process.env[NAME]).toBe('before');
});

test('a variable that was not there is gone afterwards', () => {
  const environment = new Environment();
  environment.set({ [NAME]: 'value' });
  environment.restore();
  expect(NAME in process.env).toBe(false);
});

test('what is restored is restored once', () => {
  const environment = new Environment();
  environment.set({ [NAME]: 'value' });
  environment.restore();
  process.env[NAME] = "the user's own";
  environment.restore();
  expect(process.env[NAME]).toBe("the user's own");
});

test.each([
  { name: 'the first', ends: 0, remains: 'second' },
  { name: 'the second', ends: 1, remains: 'first' },
])('of two for one variable $name may end first', ({ ends, remains }) => {
  process.env[NAME] = 'before';
  const both = [new Environment(), new Environment()];
  both[0]!.set({ [NAME]: 'first' });
  both[1]!.set({ [NAME]: 'second' });
  expect(process.env[NAME]).toBe('second');
  both[ends]!.restore();
  expect(process.env[NAME]).toBe(remains);
  both[1 - ends]!.restore();
  expect(process.env[NAME]).toBe('before');
});
