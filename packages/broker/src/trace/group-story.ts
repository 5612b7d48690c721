import type { RebalanceView } from '@testka/core';
import type { BrokerContext } from '../context.ts';

/** What has become of a group so far. */
export interface GroupStory {
  readonly groupId: string;
  readonly rebalances: readonly RebalanceView[];
}

/** Of the groups that there are: copies, as a reset ends them. */
export function groupStories({ view }: BrokerContext): GroupStory[] {
  return [...view.groups.groups()].map(({ groupId, rebalances }) => ({
    groupId,
    rebalances: rebalances.map((rebalance) => ({ ...rebalance, reasons: [...rebalance.reasons] })),
  }));
}
