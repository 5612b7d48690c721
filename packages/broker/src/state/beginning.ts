import type { BrokerContext } from '../context.ts';
import { createTopics, missingTopics } from '../create-topics.ts';
import { resolveTopics } from '../options/resolve-topics.ts';
import type { TopicsOption } from '../types/options.ts';
import { takeState } from './broker-state.ts';

/** Makes what the broker holds now its initial state, to which `reset()` goes back. */
export function markBeginning(context: BrokerContext): void {
  context.driver.submit({ kind: 'admin', command: { type: 'mark-baseline' } });
  context.beginning.state = takeState(context);
}

/**
 * Adds topics to the initial state of a broker that is as it was made. Those that it has already are taken as they are.
 * @param origin where these come from, for messages
 * @throws BrokerError what is wrong with the topics; ERR_OPTION_CONFLICT when they say more of one that is there
 */
export async function addToBeginning(context: BrokerContext, topics: TopicsOption, origin: string): Promise<void> {
  const specs = resolveTopics(topics, 'topics');
  await createTopics(context, missingTopics(context, { specs, origin }));
  markBeginning(context);
}
