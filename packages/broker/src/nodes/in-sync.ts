import type { Partition } from '@testka/core';
import type { BrokerContext } from '../context.ts';
import { plural } from '../format.ts';
import type { CallSite } from '../waits/call-site.ts';
import { failureReport } from '../waits/report.ts';

/**
 * Resolves when the node is in sync in every partition that it follows and that has a leader, or is stopped again.
 * @throws WaitTimeoutError
 */
export function awaitInSync(context: BrokerContext, node: number, calledAt: CallSite): Promise<void> {
  return context.waits.until(
    {
      check: () => (behind(context, node).length === 0 ? { value: undefined } : undefined),
      explain: (within) => {
        const late = behind(context, node).map(
          ({ topicName, partitionIndex, isr }) => `${topicName}[${partitionIndex}]: in sync are ${isr.join(', ')}`,
        );
        return failureReport(context, {
          headline: `node ${node} is not in sync ${within} of its start, in ${plural(late.length, 'partition')}`,
          expected: [],
          actual: late,
          sections: [late.join('\n')],
          topics: [],
        });
      },
    },
    {},
    calledAt,
  );
}

function behind({ view, holds }: BrokerContext, node: number): Partition[] {
  if (view.metadata.brokers.get(node)?.process !== 'up') return [];
  return [...view.metadata.topics]
    .flatMap(({ partitions }) => partitions)
    .filter(({ topicName, partitionIndex, replicas, isr, leader }) => {
      const hasLeader = view.metadata.brokers.get(leader)?.process === 'up';
      const isHeld = [...holds].some((hold) => hold.covers(node, topicName, partitionIndex));
      return replicas.includes(node) && !isr.includes(node) && hasLeader && !isHeld;
    });
}
