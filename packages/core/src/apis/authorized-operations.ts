import type { Release } from '../releases/release.ts';

/** Bit fields of what a principal may do (KIP-430), by AclOperation: bit n stands for operation n. Without an authorizer: all. */
export const TOPIC_OPERATIONS = 3576;
export const CLUSTER_OPERATIONS = 8096;
const GROUP_OPERATIONS = 3400;
/** Without DescribeConfigs and AlterConfigs, as groups have no configs that count. */
const GROUP_OPERATIONS_BEFORE_4_0 = 328;

export function groupOperations(release: Release): number {
  return release.isAtLeast('4.0') ? GROUP_OPERATIONS : GROUP_OPERATIONS_BEFORE_4_0;
}

/** The client did not ask. */
export const NOT_ASKED = -2147483648;
