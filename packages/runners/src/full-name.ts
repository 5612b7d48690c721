import type { CircusTest } from './jest-circus.ts';

/** As Jest prints it: the blocks around it, then its own. */
export function fullName({ name, parent }: CircusTest): string {
  const names = [name];
  // The outermost block is the file, whose name is Jest's.
  for (let block = parent; block?.parent !== undefined; block = block.parent) names.unshift(block.name);
  return names.join(' ');
}
