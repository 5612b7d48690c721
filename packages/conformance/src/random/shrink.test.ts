import { describe, expect, test } from 'vitest';
import type { Action } from './action.ts';
import { drawSequence } from './draw.ts';
import { shrink } from './shrink.ts';

const numbered = (count: number): Action[] =>
  Array.from({ length: count }, (_, version) => ({ do: 'sync', version, group: 'g' }));

function versionsOf(actions: readonly Action[]): number[] {
  return actions.map((action) => ('version' in action ? action.version : -1));
}

describe('shrinking', () => {
  test.each([
    { name: 'one action at the end', needed: [39] },
    { name: 'two that lie apart', needed: [3, 31] },
    { name: 'neighbours', needed: [16, 17, 18] },
  ])('leaves what the difference needs: $name', async ({ needed }) => {
    const stillDiffers = async (actions: readonly Action[]) =>
      needed.every((version) => versionsOf(actions).includes(version));
    expect(versionsOf(await shrink(numbered(40), stillDiffers))).toEqual(needed);
  });
});

test('a seed draws the same sequence each time, and another seed another', () => {
  expect(drawSequence(7)).toEqual(drawSequence(7));
  expect(drawSequence(7)).not.toEqual(drawSequence(8));
});
