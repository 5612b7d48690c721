import { type Broker, createBroker } from '@testka/broker';
import { prepare } from './prepare.ts';
import type { SetUp } from './set-up.ts';

/** Our side: a broker, or a cluster, of this set-up. */
export async function startTestka(setUp: SetUp): Promise<Broker> {
  const { nodes, config, users } = setUp;
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
