import type { AdminCommand } from '@testka/core';
import type { BrokerContext } from '../context.ts';
import { describeFault } from '../faults/describe-fault.ts';
import { summarise } from '../journal/summaries.ts';

/** Calls of the test that change something; what it reads while it waits is of no interest. */
const TOLD_CALLS: ReadonlySet<string> = new Set([
  'Produce',
  'CreateTopics',
  'DeleteTopics',
  'DeleteRecords',
  'DeleteGroups',
  'OffsetCommit',
  'IncrementalAlterConfigs',
  'CreatePartitions',
]);

/** A call of the test was answered; a line of it is kept. */
export function noteCall({ recording, driver, view }: BrokerContext, call: Parameters<typeof summarise>[0]): void {
  if (!recording.isOn || !TOLD_CALLS.has(call.api)) return;
  const { subject, outcome, errors } = summarise(
    call,
    (name, topicId) => name || (view.metadata.topicById(topicId ?? '')?.name ?? ''),
  );
  const isWorthTelling = errors.length > 0 || call.api === 'Produce';
  const text = `${call.api} ${subject}`;
  recording.note({ atMs: driver.clock.now(), kind: 'test', text: isWorthTelling ? `${text} → ${outcome}` : text });
}

/** The test does something to the cluster. */
export function noteCommand({ recording, driver }: BrokerContext, command: AdminCommand): void {
  if (!recording.isOn) return;
  const told = describe(command);
  if (told !== undefined) recording.note({ atMs: driver.clock.now(), ...told });
}

/** Undefined: nothing that a reader of the trace would look for. */
function describe(command: AdminCommand): { kind: 'cluster' | 'fault' | 'mark'; text: string } | undefined {
  switch (command.type) {
    case 'stop-broker':
      return { kind: 'cluster', text: `node ${command.broker} stops` };
    case 'kill-broker':
      return { kind: 'cluster', text: `node ${command.broker} is killed` };
    case 'start-broker':
      return { kind: 'cluster', text: `node ${command.broker} starts` };
    case 'pause-broker':
      return { kind: 'cluster', text: `node ${command.broker} pauses` };
    case 'resume-broker':
      return { kind: 'cluster', text: `node ${command.broker} goes on` };
    case 'move-leader': {
      const leader = command.broker === -1 ? 'nobody' : `node ${command.broker}`;
      return { kind: 'cluster', text: `${command.topic}[${command.partition}] is led by ${leader}` };
    }
    case 'hold-follower':
      return { kind: 'cluster', text: `node ${command.broker} no longer follows` };
    case 'release-follower':
      return { kind: 'cluster', text: `node ${command.broker} follows again` };
    case 'set-latency': {
      const { broker, latencyMs } = command;
      return {
        kind: 'cluster',
        text: latencyMs > 0 ? `node ${broker} is ${latencyMs} ms late` : `node ${broker} is in time`,
      };
    }
    case 'expire-member':
      return { kind: 'cluster', text: `the session of ${command.memberId} in group ${command.group} ends` };
    case 'rebalance-group':
      return { kind: 'cluster', text: `group ${command.group} is made to rebalance` };
    case 'inject-fault':
      return { kind: 'fault', text: `injected: ${describeFault(command.fault)}` };
    case 'reset':
    case 'restore':
      return { kind: 'mark', text: `${command.type}()` };
    case 'broker-listening':
    case 'expire-follower':
    case 'remove-fault':
    case 'end-long-polls':
    case 'time-stands':
    case 'keep-members':
    case 'mark-baseline':
      return undefined;
  }
}
