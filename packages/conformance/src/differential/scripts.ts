import type { Script } from './play.ts';
import { CLUSTER_SCRIPTS } from './scripts/cluster.ts';
import { GROUP_SCRIPTS } from './scripts/groups.ts';
import { RECORD_SCRIPTS } from './scripts/records.ts';

/** Every script, in the order in which they are played. */
export const SCRIPTS: readonly Script[] = [...CLUSTER_SCRIPTS, ...RECORD_SCRIPTS, ...GROUP_SCRIPTS];
