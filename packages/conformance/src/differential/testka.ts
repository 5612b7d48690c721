import { type Broker, createBroker } from '@testka/broker';
import { prepare } from './prepare.ts';
import type { SetUp } from './set-up.ts';

/** Our side: a broker, or a cluster, of this set-up. */
export async function startTestka(setUp: SetUp): Promise<Broker> {
  const { config, users } = setUp;
  const broker = await createBroker({ config, ...(Object.keys(users).length > 0 && { security: { users } }) });
  await prepare(setUp, broker.bootstrapServers);
  return broker;
}
