import { type Consumer, Kafka, logLevel, type Producer } from 'kafkajs';

/** Publishes what happens in a shop, by type to a topic each, and books payments. */
export class Events {
  readonly #producer: Producer;
  readonly #consumer: Consumer;

  constructor(
    brokers: string[],
    private readonly topics: { orders: string; payments: string; refused: string },
    groupId = 'booking',
  ) {
    const kafka = new Kafka({ clientId: 'shop', brokers, logLevel: logLevel.NOTHING });
    this.#producer = kafka.producer({ idempotent: true });
    this.#consumer = kafka.consumer({ groupId });
  }

  async start(): Promise<void> {
    await this.#producer.connect();
  }

  /** Events of other types are not published. */
  async publish(event: { type: string; id: number; amount?: number }): Promise<void> {
    const topic = { order: this.topics.orders, payment: this.topics.payments }[event.type];
    if (topic === undefined) return;
    const headers = { type: event.type };
    await this.#producer.send({ topic, messages: [{ key: String(event.id), value: JSON.stringify(event), headers }] });
  }

  /** Books each payment; what is none goes to a topic of its own. */
  async book(booked: (amount: number) => void): Promise<void> {
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topic: this.topics.payments });
    await this.#consumer.run({
      eachMessage: async ({ message: { key, value } }) => {
        try {
          booked(Number(JSON.parse(String(value)).amount));
        } catch {
          await this.#producer.send({ topic: this.topics.refused, messages: [{ key, value }] });
        }
      },
    });
  }

  async stop(): Promise<void> {
    await this.#consumer.disconnect();
    await this.#producer.disconnect();
  }
}
