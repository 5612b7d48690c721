import type { BrokerContext } from './context.ts';
import { BrokerError } from './errors.ts';
import { plural } from './format.ts';
import { throwIfRefused } from './kafka-errors.ts';
import { checkSomeNodeRuns } from './nodes/leader.ts';
import type { TopicSpec } from './options/resolve-topics.ts';
import { produceMessages } from './produce.ts';

/** CreateTopics takes no more partitions at once. */
const MAX_PARTITIONS_PER_REQUEST = 10_000;
const TIMEOUT_MS = 30_000;

/** Creates topics with their first messages. @throws BrokerError for the first that cannot be created */
export async function createTopics(context: BrokerContext, specs: readonly TopicSpec[]): Promise<void> {
  checkSomeNodeRuns(context);
  for (const some of inRequests(specs)) {
    const { topics } = await context.driver.request('CreateTopics', {
      topics: some.map(({ name, partitions, replicationFactor, config }) => ({
        name,
        numPartitions: partitions,
        replicationFactor,
        assignments: [],
        configs: [...config].map(([configName, value]) => ({ name: configName, value })),
      })),
      timeoutMs: TIMEOUT_MS,
      validateOnly: false,
    });
    for (const topic of topics) {
      throwIfRefused(
        topic,
        `creating topic "${topic.name}"`,
        'change the topic, or delete the one that is there',
        'ERR_TOPIC_REFUSED',
      );
    }
  }
  for (const { name, key, value } of specs) context.codecs.set(name, { key, value });
  for (const { name, messages } of specs) await produceMessages(context, name, messages);
}

/** Topics that are wanted of a broker which may have them already. */
interface WantedTopics {
  readonly specs: readonly TopicSpec[];
  /** Where those that are there come from, for messages. */
  readonly origin: string;
}

/**
 * Of the topics that are wanted, those that the broker does not have yet. How the others are read and written is as the specs say,
 * where they do.
 * @throws BrokerError ERR_OPTION_CONFLICT when they say more of one that is there
 */
export function missingTopics({ codecs, view }: BrokerContext, { specs, origin }: WantedTopics): readonly TopicSpec[] {
  return specs.filter((spec) => {
    const { name, partitions, replicationFactor, config, messages, key, value } = spec;
    const topic = view.metadata.topic(name);
    if (topic === undefined) return true;
    const count = topic.partitions.length;
    const isAsked =
      ![-1, count].includes(partitions) || replicationFactor !== -1 || config.size > 0 || messages.length > 0;
    if (isAsked) {
      throw new BrokerError(
        'ERR_OPTION_CONFLICT',
        `topic "${name}" is in ${origin}, with ${plural(count, 'partition')}; name it without partitions, ` +
          'replicationFactor, config or messages, or not at all',
      );
    }
    const known = codecs.get(name);
    codecs.set(name, {
      key: key === 'auto' ? (known?.key ?? key) : key,
      value: value === 'auto' ? (known?.value ?? value) : value,
    });
    return false;
  });
}

function inRequests(specs: readonly TopicSpec[]): TopicSpec[][] {
  const requests: TopicSpec[][] = [];
  let room = 0;
  for (const spec of specs) {
    const partitions = Math.max(spec.partitions, 1);
    if (partitions > room) {
      requests.push([]);
      room = MAX_PARTITIONS_PER_REQUEST;
    }
    requests.at(-1)?.push(spec);
    room -= partitions;
  }
  return requests;
}
