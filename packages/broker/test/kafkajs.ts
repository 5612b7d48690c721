import {
  type Consumer,
  type EachMessagePayload,
  Kafka,
  logLevel,
  Partitioners,
  type Producer,
  type RetryOptions,
} from 'kafkajs';
import { onTestFinished } from 'vitest';
import type { Broker } from '../src/index.ts';

/** kafkajs against a broker, silent, and disconnected when the test ends. */
export function kafkaOf(
  broker: Pick<Broker, 'connection'>,
  clientId: string = 'api',
  retry: RetryOptions = { initialRetryTime: 20 },
): Kafka {
  return new Kafka({ clientId, logLevel: logLevel.NOTHING, retry, ...broker.connection.kafkajs });
}

export async function connectedProducer(kafka: Kafka): Promise<Producer> {
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  onTestFinished(() => producer.disconnect());
  return producer;
}

interface RunOptions {
  readonly groupId: string;
  readonly topics: string[];
  readonly fromBeginning?: boolean;
  readonly onMessage?: (payload: EachMessagePayload) => Promise<void> | void;
}

/** A running consumer and the values it got. */
export interface RunningConsumer {
  readonly consumer: Consumer;
  readonly values: string[];
}

export async function runConsumer(
  kafka: Kafka,
  { groupId, topics, fromBeginning = true, onMessage }: RunOptions,
): Promise<RunningConsumer> {
  // A member learns of a rebalance by its next heartbeat, and without partitions it sleeps for as long as it would fetch.
  const consumer = kafka.consumer({ groupId, heartbeatInterval: 50, maxWaitTimeInMs: 200 });
  const values: string[] = [];
  await consumer.connect();
  onTestFinished(() => consumer.disconnect());
  await consumer.subscribe({ topics, fromBeginning });
  await consumer.run({
    eachMessage: async (payload) => {
      values.push(payload.message.value?.toString() ?? 'null');
      await onMessage?.(payload);
    },
  });
  return { consumer, values };
}
