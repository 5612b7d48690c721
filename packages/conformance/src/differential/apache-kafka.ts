import { type RunningKafka, startKafka } from '../kafka.ts';
import { prepare } from './prepare.ts';
import type { SetUp } from './set-up.ts';

/** Their side: Apache Kafka with this set-up. `internals` are settings of its own, which we have no part in. */
export async function startApacheKafka(
  setUp: SetUp,
  internals: Readonly<Record<string, string>> = {},
): Promise<RunningKafka> {
  const { nodes, owner, racks, config, users } = setUp;
  const kafka = await startKafka({
    nodes,
    controller: owner === undefined ? 'nodes' : 'apart',
    config: { ...config, ...internals },
    ...(racks.length > 0 && { racks }),
    ...(Object.keys(users).length > 0 && { users }),
  });
  await prepare(setUp, kafka.bootstrapServers);
  return kafka;
}
