import { onCircusEvent } from './jest-circus.ts';

/**
 * Makes an after-hook run after all others of its kind in its block. Jest runs them in the order of declaration; the broker's, which
 * comes first, would close it under the clients that the others are about to disconnect.
 *
 * Where Jest's events cannot be heard, in some other runner behind it, the hook keeps its place.
 * @returns whether it will
 */
export function runLast(hookFunction: () => unknown): boolean {
  // In front of those before it: of two brokers the first is closed last, and the environment restored in reverse.
  return onCircusEvent(({ name, describeBlock }) => {
    const hook = describeBlock?.hooks.find(({ fn }) => fn === hookFunction);
    if (name !== 'run_describe_start' || describeBlock === undefined || hook === undefined) return;
    describeBlock.hooks = [...describeBlock.hooks.filter((other) => other !== hook), hook];
  });
}
