import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type { Broker } from '@testka/broker';
import { clientProgram } from './clients.ts';
import { PACKAGE_DIRECTORY } from './process.ts';

/** As much of @confluentinc/kafka-javascript as is used here: it is installed when clients run, and not before. */
interface Confluent {
  readonly KafkaJS: { readonly Kafka: new (config: object) => ConfluentKafka };
  readonly RdKafka: { readonly Producer: new (config: object) => RdProducer };
}

interface ConfluentKafka {
  producer(): Client & { send(record: object): Promise<unknown> };
  admin(): Client & { listTopics(): Promise<unknown> };
  consumer(config: object): Client & { subscribe(to: object): Promise<void>; run(how: object): Promise<void> };
}

interface Client {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}

interface RdProducer {
  connect(options: object, done: (error: unknown) => void): void;
  getMetadata(options: object, done: (error: unknown) => void): void;
  disconnect(done: () => void): void;
}

type Close = () => Promise<void>;

const CLIENT = 'client "app", confluent-kafka-javascript';
const CONFIG = { 'client.id': 'app', log_level: 0 };

function kafkaOf({ connection }: Broker, { KafkaJS }: Confluent): ConfluentKafka {
  return new KafkaJS.Kafka({ ...connection.confluent, ...CONFIG });
}

function settled(resolve: () => void, reject: (error: unknown) => void): (error: unknown) => void {
  return (error) => (error === null || error === undefined ? resolve() : reject(error));
}

/** By what is said of it, and by the comment at the line that is to be told. */
const OPENERS: readonly (readonly [string, string, (broker: Broker, confluent: Confluent) => Promise<Close>])[] = [
  [
    'a producer',
    CLIENT,
    async (broker, confluent) => {
      const producer = kafkaOf(broker, confluent).producer();
      await producer.connect(); // a producer
      await producer.send({ topic: 'orders', messages: [{ value: 'a' }] });
      return () => producer.disconnect();
    },
  ],
  [
    'an admin client',
    CLIENT,
    async (broker, confluent) => {
      const admin = kafkaOf(broker, confluent).admin();
      await admin.connect(); // an admin client
      // It lets go of the connection on which it asked at first, and takes another one to the broker of which it has heard.
      for (let asked = 0; asked < 2; asked++) await admin.listTopics();
      return () => admin.disconnect();
    },
  ],
  [
    'a consumer',
    'consumer group "billing": member "app',
    async (broker, confluent) => {
      const consumer = kafkaOf(broker, confluent).consumer({ 'group.id': 'billing' });
      await consumer.connect(); // a consumer
      await consumer.subscribe({ topics: ['orders'] });
      await consumer.run({ eachMessage: async () => undefined });
      await broker.group('billing').waitUntilReady();
      return () => consumer.disconnect();
    },
  ],
  [
    "a producer of node-rdkafka's interface",
    CLIENT,
    async ({ connection }, { RdKafka }) => {
      const producer = new RdKafka.Producer({ ...connection.confluent, ...CONFIG });
      await new Promise<void>((resolve, reject) => {
        producer.connect({}, settled(resolve, reject)); // a producer of node-rdkafka's interface
      });
      await new Promise<void>((resolve, reject) => producer.getMetadata({}, settled(resolve, reject)));
      return () => new Promise((resolve) => producer.disconnect(resolve));
    },
  ],
];

/**
 * Opens clients of librdkafka in this process, before and after its addon is loaded, and looks whether Testka names the line.
 * @returns whether it does
 */
export async function runNativeLeftovers(): Promise<boolean> {
  console.log('\nleftovers of @confluentinc/kafka-javascript');
  await clientProgram('confluent-js').build();
  const require = createRequire(import.meta.url);
  const installed = join(PACKAGE_DIRECTORY, 'clients', 'js', 'node_modules', '@confluentinc', 'kafka-javascript');
  const { createBroker } = await import('@testka/broker');
  const here = fileURLToPath(import.meta.url);
  const lines = (await readFile(here, 'utf8')).split('\n');
  let failed = 0;
  for (const [name, said, open] of OPENERS) {
    // The first of them is there before the addon is.
    const broker = await createBroker({ topics: ['orders'] });
    const close = await open(broker, require(installed) as Confluent);
    const line = lines.findIndex((each) => each.endsWith(`; // ${name}`)) + 1;
    const told = broker.leftovers().map(({ description, openedBy }) => [description.startsWith(said), openedBy]);
    const openers = new Set(broker.connections.map(({ openedBy }) => openedBy));
    await close();
    const left = await broker.close({ leftovers: 'error' }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    const place = `${relative(process.cwd(), here)}:${line}`;
    const isNamed = isDeepStrictEqual(told, [[true, place]]) && isDeepStrictEqual([...openers], [place]);
    const isOk = isNamed && left === undefined;
    if (!isOk) failed += 1;
    console.log(
      `  ${isOk ? 'ok  ' : 'FAIL'}  ${name} is named with the line that opened it, and not when it is closed`,
    );
    if (!isNamed) console.log(told, openers, `line ${line}`);
    if (left !== undefined) console.log(left);
  }
  console.log(`leftovers: ${OPENERS.length - failed} passed, ${failed} failed`);
  return failed === 0;
}
