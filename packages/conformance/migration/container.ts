import { createBroker } from '@testka/broker';

import { startKafka } from '../src/kafka.ts';

/** What @testcontainers/kafka 12.1 sets in the image's environment, as far as it changes how Kafka behaves. */
const CONFIG = { 'group.initial.rebalance.delay.ms': 0, 'offsets.topic.num.partitions': 1 };

/**
 * Stands for the container of @testcontainers/kafka where there is no Docker: the Apache Kafka that would be in it, with the
 * same configs, and without the time that Docker takes.
 */
export class KafkaContainer {
  withKraft(): this {
    return this;
  }

  async start() {
    // The first step of moving: the broker is another, and all helpers of the suite are as they were. `npm test` runs this.
    if (process.env.MIGRATION_BROKER !== 'kafka') {
      const broker = await createBroker();
      return started(broker.bootstrapServers, () => broker.close());
    }
    const kafka = await startKafka({ config: CONFIG });
    return started(kafka.bootstrapServers, () => kafka.stop());
  }
}

function started(address: string, stop: () => Promise<void>) {
  const [host = '', port] = address.split(':');
  return { getHost: () => host, getMappedPort: () => Number(port), stop };
}

export type StartedKafkaContainer = Awaited<ReturnType<KafkaContainer['start']>>;
