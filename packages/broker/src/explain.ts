import { describeChaos } from './chaos/describe-chaos.ts';
import { addressOf } from './connection-info.ts';
import type { BrokerContext } from './context.ts';
import { plural } from './format.ts';
import { describeGroup } from './group/describe-group.ts';
import { describeHintsAtLarge, describeRequests } from './waits/report.ts';
import { describeUnanswered } from './waits/unanswered.ts';

const MAX_TOPICS = 20;
const MAX_REQUESTS = 20;

/** See `Broker.explain`. */
export function explain(context: BrokerContext): string {
  const { view, options } = context;
  const warnings = [...options.unsupported.map(({ warning }) => warning), ...view.warnings].map(
    (warning) => `• ${warning}`,
  );
  const isClosed = context.driver.end !== undefined;
  const parts = [
    isClosed ? `${context.driver.end?.message}; this is how it ended` : '',
    describeNodes(context),
    describeChaos(context),
    describeClients(context),
    describeTopics(context),
    ...[...view.groups.groups()].map(({ groupId }) => describeGroup(context, groupId).text),
    isClosed ? '' : describeHintsAtLarge(context),
    warnings.length === 0 ? '' : ['Warnings', ...warnings].join('\n'),
    describeUnanswered(context),
    describeRequests(context, MAX_REQUESTS),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function describeNodes({ view }: BrokerContext): string {
  const states = { up: '', paused: ', paused', down: ', stopped' } as const;
  const lines = view.metadata.nodes().map(({ id, host, port, process }) => {
    const isRegistered = view.metadata.brokers.has(id);
    return `Broker ${id} on ${addressOf(host, port)}${states[process]}${isRegistered ? '' : ', unregistered'}`;
  });
  return lines.join('\n');
}

function describeClients({ view }: BrokerContext): string {
  const byClient = new Map<string, number>();
  for (const { clientId, software } of view.connections.values()) {
    const name = `${clientId === null ? '(no client id)' : `"${clientId}"`}${software === null ? '' : ` (${software.name} ${software.version})`}`;
    byClient.set(name, (byClient.get(name) ?? 0) + 1);
  }
  const lines = [...byClient].map(([name, count]) => `  ${name}: ${plural(count, 'connection')}`);
  return lines.length === 0 ? 'No client is connected' : ['Clients', ...lines].join('\n');
}

function describeTopics({ view }: BrokerContext): string {
  const topics = [...view.metadata.topics].filter(({ isInternal }) => !isInternal);
  if (topics.length === 0) return 'There are no topics';
  const lines = topics.slice(0, MAX_TOPICS).map(({ name, partitions }) => {
    const count = partitions.reduce((sum, { log }) => sum + log.logEndOffset - log.logStartOffset, 0);
    return `  ${name}: ${plural(partitions.length, 'partition')}, ${plural(count, 'message')}`;
  });
  if (topics.length > MAX_TOPICS) lines.push(`  … ${topics.length - MAX_TOPICS} more`);
  return ['Topics', ...lines].join('\n');
}
