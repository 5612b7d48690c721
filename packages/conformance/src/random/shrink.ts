import type { Action } from './action.ts';

/** Whether a sequence still differs. */
export type StillDiffers = (actions: readonly Action[]) => Promise<boolean>;

/**
 * The shortest sequence found that still differs: takes parts away, halves first, then single actions, as long as that helps.
 * Actions name slots, so what is left means the same as before.
 */
export async function shrink(actions: readonly Action[], stillDiffers: StillDiffers): Promise<readonly Action[]> {
  let shortest = actions;
  for (let size = Math.ceil(shortest.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    let start = 0;
    while (start < shortest.length) {
      const fewer = [...shortest.slice(0, start), ...shortest.slice(start + size)];
      if (fewer.length > 0 && (await stillDiffers(fewer))) shortest = fewer;
      else start += size;
    }
  }
  return shortest;
}
