import type { MemberView } from '@testka/core';
import { type BrokerContext, checkOpen } from './context.ts';
import { disarm } from './faults/fault-handle.ts';
import { describeGroup } from './group/describe-group.ts';
import { connectionsOf, isReady } from './group/readiness.ts';
import type { Nodes } from './nodes/nodes.ts';
import { restoreNodes } from './nodes/restore-nodes.ts';
import type { CallSite } from './waits/call-site.ts';
import { failureReport } from './waits/report.ts';

/** See `Broker.reset`. */
export async function resetBroker(context: BrokerContext, nodes: Nodes, calledAt: CallSite): Promise<void> {
  checkOpen(context);
  if (!nodes.areOpen) await nodes.reopen();
  checkOpen(context);
  restoreNodes(context);
  for (const entry of context.faults.inForce) disarm(context, entry);
  const { codecs, driver, journal, keyless, options, view, waits } = context;
  if (options.clock === 'manual') driver.freeze();
  else driver.resume();
  driver.submit({ kind: 'admin', command: { type: 'reset' } });
  context.faults.clear();
  checkOpen(context);
  journal.clear(driver.clock.now());
  context.recording.clear();
  journal.connectionsSeen = view.connections.size;
  keyless.clear();
  for (const name of [...codecs.keys()]) if (view.metadata.topic(name) === undefined) codecs.delete(name);
  await waits.until(
    {
      check: () => (laggards(context).length === 0 ? { value: undefined } : undefined),
      explain: (timeoutMs) => {
        const late = laggards(context);
        const names = late.map(({ groupId, member }) => `${member.memberId} of group "${groupId}"`).join(', ');
        return failureReport(context, {
          headline: `reset: consumers are not ready again after ${timeoutMs} ms: ${names}`,
          expected: 'every member ready',
          actual: late.map(({ groupId, member }) => ({
            groupId,
            memberId: member.memberId,
            clientId: member.clientId,
          })),
          sections: [...new Set(late.map(({ groupId }) => groupId))].map(
            (groupId) => describeGroup(context, groupId).text,
          ),
          topics: [],
        });
      },
    },
    {},
    calledAt,
  );
}

/** Members that have not fetched each of their partitions since the reset; not those whose client is gone. */
function laggards({ view }: BrokerContext): { groupId: string; member: MemberView }[] {
  const late = [];
  for (const group of view.groups.groups()) {
    for (const member of group.memberViews()) {
      if (connectionsOf(view, member).length > 0 && !isReady(view, group, member))
        late.push({ groupId: group.groupId, member });
    }
  }
  return late;
}
