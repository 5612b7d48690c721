import { type Consumer, Kafka } from 'kafkajs';

/** A client that finds its brokers where it finds them in production: in the environment. */
export function connect(clientId: string): Kafka {
  const brokers = process.env.KAFKA_BROKERS?.split(',') ?? [];
  return new Kafka({ clientId, brokers, retry: { initialRetryTime: Number(process.env.KAFKA_RETRY_MS ?? 300) } });
}

/** A consumer that tells the group that it lives as often as the environment says. */
export function joinGroup(kafka: Kafka, groupId: string): Consumer {
  return kafka.consumer({ groupId, heartbeatInterval: Number(process.env.KAFKA_HEARTBEAT_MS ?? 3000) });
}
