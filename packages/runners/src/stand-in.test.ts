import { inspect } from 'node:util';

import { expect, test } from 'vitest';

import { createStandIn } from './stand-in.ts';

class Counter {
  readonly #step: number;
  total = 0;

  constructor(step: number) {
    this.#step = step;
  }

  get doubled(): number {
    return this.total * 2;
  }

  add(): number {
    this.total += this.#step;
    return this.total;
  }
}

/** A stand-in and the means to give it something to stand for. */
function standInFor(): { standIn: Counter; become(counter: Counter): void } {
  let current: Counter | undefined;
  const standIn = createStandIn<Counter>(
    () => {
      if (current === undefined) throw new Error('there is none');
      return current;
    },
    () => current !== undefined,
  );
  return { standIn, become: (counter) => (current = counter) };
}

test('while there is nothing, every use fails', () => {
  const { standIn } = standInFor();
  expect(() => standIn.add()).toThrow('there is none');
  expect(() => standIn.total).toThrow('there is none');
  expect(() => (standIn.total = 1)).toThrow('there is none');
});

test('while there is nothing, printing, awaiting and comparing do not fail', async () => {
  const { standIn } = standInFor();
  expect(inspect(standIn)).toBe('a broker that is not started');
  expect(await Promise.resolve(standIn)).toBe(standIn);
  expect(JSON.stringify({ standIn })).toBe('{"standIn":{}}');
  expect(`${Object.keys(standIn).length}`).toBe('0');
  expect('add' in standIn).toBe(false);
  expect(standIn).not.toEqual({ total: 1 });
});

test('methods, getters and fields are those of the object, private ones included', () => {
  const { standIn, become } = standInFor();
  become(new Counter(3));
  const { add } = standIn;
  expect([add(), standIn.add(), standIn.total, standIn.doubled]).toEqual([3, 6, 6, 12]);
  standIn.total = 10;
  expect(standIn.add()).toBe(13);
  expect(standIn).toBeInstanceOf(Counter);
  expect(standIn).toMatchObject({ total: 13, doubled: 26 });
  expect(inspect(standIn)).toBe('Counter { total: 13 }');
});

test('it follows when another object takes the place', () => {
  const { standIn, become } = standInFor();
  become(new Counter(1));
  standIn.add();
  become(new Counter(5));
  expect(standIn.total).toBe(0);
  expect(standIn.add()).toBe(5);
});
