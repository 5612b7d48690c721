import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DelayedOperations } from './delayed.ts';
import { Parked } from './parked.ts';
import { Random } from './random.ts';
import { Timers } from './timers.ts';

const seed = process.env['SEED'] === undefined ? {} : { seed: Number(process.env['SEED']) };

describe('Timers', () => {
  function recording() {
    const timers = new Timers();
    const fired: string[] = [];
    const schedule = (key: string, at: number) => timers.schedule(key, at, (now) => fired.push(`${key}@${now}`));
    return { timers, fired, schedule };
  }

  test('fire in the order of deadline, then of scheduling, each at its own time', () => {
    const { timers, fired, schedule } = recording();
    schedule('late', 30);
    schedule('b', 10);
    schedule('a', 10);
    timers.advanceTo(40);
    expect(fired).toEqual(['b@10', 'a@10', 'late@30']);
    expect(timers.now).toBe(40);
  });

  test('a key scheduled again replaces its timer; a cancelled one does not fire', () => {
    const { timers, fired, schedule } = recording();
    schedule('a', 10);
    schedule('a', 20);
    schedule('b', 15);
    timers.cancel('b');
    expect(timers.nextDeadline()).toBe(20);
    timers.advanceTo(19);
    expect(fired).toEqual([]);
    timers.advanceTo(20);
    expect(fired).toEqual(['a@20']);
  });

  test('what a callback schedules and is already due fires in the same go', () => {
    const { timers, fired, schedule } = recording();
    timers.schedule('first', 10, () => schedule('second', 15));
    timers.advanceTo(20);
    expect(fired).toEqual(['second@15']);
  });

  test('time does not go back', () => {
    const { timers } = recording();
    timers.advanceTo(10);
    expect(() => timers.advanceTo(9)).toThrow('time does not go back');
  });

  test('agree with a sorted list', () => {
    const operation = fc.record({
      key: fc.integer({ min: 0, max: 20 }),
      at: fc.integer({ min: 0, max: 100 }),
      cancel: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 300 }), (operations) => {
        const { timers, fired, schedule } = recording();
        let list: { key: string; at: number }[] = [];
        for (const { key, at, cancel } of operations) {
          list = list.filter((timer) => timer.key !== String(key));
          if (cancel) timers.cancel(String(key));
          else {
            list.push({ key: String(key), at });
            schedule(String(key), at);
          }
        }
        timers.advanceTo(100);
        expect(fired).toEqual(list.toSorted((a, b) => a.at - b.at).map(({ key, at }) => `${key}@${at}`));
        expect(timers.size).toBe(0);
      }),
      seed,
    );
  });
});

describe('Random', () => {
  test('is the same for the same seed, and another for another', () => {
    const draw = (of: number) => {
      const random = new Random(of);
      return [random.uint32(), random.uint32(), random.uint32()];
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  test('a fork does not depend on what was drawn before', () => {
    const fresh = new Random(1);
    const used = new Random(1);
    used.uint32();
    expect(used.fork('ids').uint32()).toBe(fresh.fork('ids').uint32());
    expect(fresh.fork('ids').uint32()).not.toBe(fresh.fork('others').uint32());
  });

  test('below() stays below and reaches every value', () => {
    const random = new Random(7);
    const seen = new Set(Array.from({ length: 500 }, () => random.below(10)));
    expect([...seen].toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('UUIDs are of version 4, and Kafka prints them without a leading dash', () => {
    const random = new Random(3);
    for (let count = 0; count < 200; count++) {
      expect(random.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/);
      expect(random.kafkaUuid()).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_-]{21}$/);
    }
  });
});

describe('DelayedOperations', () => {
  test('those who watch a key are asked in order, and forgotten once done', () => {
    const delayed = new DelayedOperations();
    const asked: string[] = [];
    const watch = (name: string, done: boolean) =>
      delayed.watch({ keys: ['a', 'b'], tryComplete: () => (asked.push(name), done) });
    watch('stays', false);
    watch('goes', true);
    delayed.touch('a', 0);
    delayed.touch('b', 0);
    expect(asked).toEqual(['stays', 'goes', 'stays']);
    expect([delayed.waiting('a'), delayed.waiting('b')]).toEqual([1, 1]);
  });
});

describe('Parked', () => {
  test('the first completion counts, whenever the listener comes', () => {
    const parked = new Parked<string>();
    parked.complete('first');
    parked.complete('second');
    const heard: string[] = [];
    parked.whenDone((value) => heard.push(value));
    expect(heard).toEqual(['first']);
  });

  test('what it waits for is given up once, and not after completion', () => {
    const given: string[] = [];
    const abandoned = new Parked<string>();
    abandoned.onAbandon(() => given.push('abandoned'));
    abandoned.abandon();
    abandoned.abandon();
    const done = new Parked<string>();
    done.onAbandon(() => given.push('done'));
    done.complete('x');
    done.abandon();
    expect(given).toEqual(['abandoned']);
  });
});
