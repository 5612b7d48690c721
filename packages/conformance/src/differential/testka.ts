import { type Broker, createBroker } from '@testka/broker';
import type { NodeControl } from '../kafka.ts';
import { prepare } from './prepare.ts';
import type { SetUp } from './set-up.ts';

/** Our side: a broker, or a cluster, of this set-up. */
export async function startTestka(setUp: SetUp): Promise<Broker> {
  const { nodes: count, racks, config, users } = setUp;
  const nodes = Array.from({ length: count }, (_, index) => {
    const rack = racks[index];
    return { id: index + 1, ...(rack === undefined ? {} : { rack }) };
  });
  // As in Kafka, a poll lasts as long as its client asks for.
  const maxFetchWait = 2_147_483_647;
  const broker = await createBroker({
    nodes,
    config,
    maxFetchWait,
    ...(Object.keys(users).length > 0 && { security: { users } }),
  });
  await prepare(setUp, broker.bootstrapServers);
  return broker;
}

export function controlOf(broker: Broker): NodeControl {
  return {
    stop: (id) => broker.node(id).stop(),
    kill: (id) => broker.node(id).kill(),
    start: (id) => broker.node(id).start(),
    pause: async (id) => broker.node(id).pause(),
    resume: async (id) => broker.node(id).resume(),
  };
}
