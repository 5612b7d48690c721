import type { AdminCommand, MemberView } from '@testka/core';
import { type BrokerContext, checkOpen } from './context.ts';
import { disarm } from './faults/fault-handle.ts';
import { describeGroup } from './group/describe-group.ts';
import { connectionsOf, isReady } from './group/readiness.ts';
import { findLeftovers } from './leftovers/find-leftovers.ts';
import { noteSweptFaults } from './leftovers/fault-leftovers.ts';
import type { Nodes } from './nodes/nodes.ts';
import { restoreNodes } from './nodes/restore-nodes.ts';
import { type BrokerState, restoreHandling } from './state/broker-state.ts';
import { checkFit } from './state/snapshot-handle.ts';
import { groupStories } from './trace/group-story.ts';
import { endingState } from './trace/kept-state.ts';
import type { CallSite } from './waits/call-site.ts';
import { failureReport } from './waits/report.ts';

/** See `Broker.reset`. */
export async function resetBroker(context: BrokerContext, nodes: Nodes, calledAt: CallSite): Promise<void> {
  await open(context, nodes);
  const { beginning, driver, options } = context;
  if (options.clock === 'manual') driver.freeze();
  else driver.resume();
  goBack(context, { type: 'reset' }, beginning.state);
  await untilReady(context, 'reset', calledAt);
}

/** See `Broker.restore`. */
export async function restoreBroker(
  context: BrokerContext,
  nodes: Nodes,
  state: BrokerState,
  calledAt: CallSite,
): Promise<void> {
  checkOpen(context);
  checkFit(state, context.options);
  await open(context, nodes);
  goBack(context, { type: 'restore', snapshot: state.cluster }, state);
  await untilReady(context, 'restore', calledAt);
}

/** A test begins that is not to see what was before, though all of it stays: faults end, and the trace is that of the test. */
export function endStory(context: BrokerContext): void {
  const { driver, faults, recording } = context;
  if (driver.end !== undefined) return;
  const stories = groupStories(context);
  for (const entry of faults.inForce) disarm(context, entry);
  faults.clear();
  recording.reset(stories);
}

/** All doors are open, and every node runs. */
async function open(context: BrokerContext, nodes: Nodes): Promise<void> {
  checkOpen(context);
  if (!nodes.areOpen) await nodes.reopen();
  checkOpen(context);
  restoreNodes(context);
}

function goBack(context: BrokerContext, command: AdminCommand, beginning: BrokerState | undefined): void {
  const { driver, faults, journal, recording, view } = context;
  const stories = groupStories(context);
  const call = command.type === 'restore' ? 'restore' : 'reset';
  const swept = noteSweptFaults(context, call);
  const state = endingState(context, call, swept);
  for (const entry of faults.inForce) disarm(context, entry);
  driver.submit({ kind: 'admin', command });
  faults.clear();
  checkOpen(context);
  journal.clear(driver.clock.now());
  recording.reset(stories, state);
  journal.connectionsSeen = view.connections.size;
  if (beginning !== undefined) restoreHandling(context, beginning);
}

async function untilReady(context: BrokerContext, call: 'reset' | 'restore', calledAt: CallSite): Promise<void> {
  await context.waits.until(
    {
      check: () => (laggards(context).length === 0 ? { value: undefined } : undefined),
      explain: (within) => {
        const late = laggards(context);
        const names = late.map((each) => describeLaggard(context, each));
        return failureReport(context, {
          headline: `${call}: consumers are not ready again ${within}: ${names.join(', ')}`,
          expected: 'every member ready',
          actual: late.map(({ groupId, memberId, clientId }) => ({ groupId, memberId, clientId })),
          sections: [
            ...[...new Set(late.map(({ groupId }) => groupId))].map((groupId) => describeGroup(context, groupId).text),
            'A consumer that an earlier test has left behind, that is paused or whose handler does not return, holds up each reset. Disconnect it in its test.',
          ],
          topics: [],
        });
      },
    },
    {},
    calledAt,
  );
}

function describeLaggard(context: BrokerContext, { groupId, memberId, clientId, isOut }: Laggard): string {
  const left = findLeftovers(context).find(
    ({ kind, description, clientId: id }) =>
      kind === 'group-member' && id === clientId && description.includes(memberId),
  );
  const opened = left?.openedBy === undefined || left.openedBy === null ? '' : `, opened at ${left.openedBy}`;
  return `${memberId} of group "${groupId}"${opened}${isOut ? ', which has not joined it again' : ''}`;
}

interface Laggard extends Pick<MemberView, 'memberId' | 'clientId'> {
  readonly groupId: string;
  /** It was put out, and has not joined again. */
  readonly isOut: boolean;
}

/** Members that are out, or have not fetched each of their partitions since; not those whose client is gone. */
function laggards({ view }: BrokerContext): Laggard[] {
  const late: Laggard[] = view.returning.map(({ groupId, memberId, clientId }) => {
    return { groupId, memberId, clientId, isOut: true };
  });
  for (const group of view.groups.groups()) {
    for (const member of group.memberViews()) {
      if (connectionsOf(view, member).length === 0 || isReady(view, group, member)) continue;
      const { memberId, clientId } = member;
      late.push({ groupId: group.groupId, memberId, clientId, isOut: false });
    }
  }
  return late;
}
