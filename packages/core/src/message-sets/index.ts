import { fromBatches } from './from-batches.ts';
import type { MessageSets } from './message-sets.ts';
import { toBatch } from './to-batch.ts';

export const messageSets: MessageSets = { toBatch, fromBatches };
