/** A day at the shop, told by the broker: what came in, what went out, who read it. Run by `npm run demo`. */
import { styleText } from 'node:util';

import { Kafka, logLevel } from 'kafkajs';
import { type Broker, createBroker } from 'testka';

import { createBilling } from './src/billing.ts';
import { readConfig } from './src/config.ts';
import type { Taxes } from './src/taxes.ts';

const TOPICS = { orders: { partitions: 3 }, invoices: { partitions: 3 }, 'orders.dlq': {} };
const CUSTOMERS = ['ana', 'eva', 'leo', 'tom'];

/** Fails twice at first, and always for a country that it has not heard of. */
const flakyTaxes: Taxes & { calls: number } = {
  calls: 0,
  async rateIn(country) {
    this.calls += 1;
    if (this.calls <= 2) throw new Error('the tax service answered 503');
    if (country !== 'PT') throw new Error(`no tax rate for ${country}`);
    return 0.23;
  },
};

const startedAt = performance.now();
await using broker = await createBroker({ topics: TOPICS });
const readyMs = performance.now() - startedAt;
say(`${strong('A broker')} on ${broker.bootstrapServers}, in this process, ready after ${readyMs.toFixed(0)} ms`);

const config = readConfig({ ...broker.connection.env(), BILLING_BACKOFF_MS: '2', KAFKA_HEARTBEAT_INTERVAL_MS: '50' });
const instances = ['billing-1', 'billing-2'].map((clientId) => createBilling({ ...config, clientId }, flakyTaxes));
for (const instance of instances) await instance.start();
await broker.group('billing').waitUntilReady({ members: 2 });
say(`${strong('Two instances')} of the service share the partitions:`);
for (const { clientId, assignment } of broker.group('billing').members) {
  say(`    ${clientId}   ${assignment.map(({ topic, partition }) => `${topic}[${partition}]`).join(' ')}`);
}

await placeOrders(broker);
await broker.group('billing').waitUntilCaughtUp();
say(`${strong('12 messages')} came in by kafkajs, and the tax service was asked ${flakyTaxes.calls} times.\n`);
printTopics(broker);
printGroup(broker);
printDeadLetters(broker);
await printFailure(broker);
for (const instance of instances) await instance.stop();

/** Ten orders, one of them for a country without a tax rate, and two messages that are no orders. */
async function placeOrders({ connection }: Broker): Promise<void> {
  const kafka = new Kafka({ clientId: 'shop', ...connection.kafkajs, logLevel: logLevel.ERROR });
  const producer = kafka.producer();
  await producer.connect();
  const orders = Array.from({ length: 10 }, (_, id) => {
    const customer = CUSTOMERS[id % CUSTOMERS.length] ?? '';
    const lines = [{ item: 'tea', quantity: id + 1, cents: 350 }];
    return { key: customer, value: JSON.stringify({ id, customer, country: id === 6 ? 'XX' : 'PT', lines }) };
  });
  const strays = [
    { key: 'ana', value: 'two teapots, please' },
    { key: 'eva', value: '{"id":"eleven"}' },
  ];
  await producer.send({ topic: 'orders', messages: [...orders, ...strays] });
  await producer.disconnect();
}

function printTopics({ topics }: Broker): void {
  printTable(
    ['topic', 'messages', 'by partition'],
    topics.map((topic) => [
      topic.name,
      String(topic.messages().length),
      topic.partitions.map(({ highWatermark }) => String(highWatermark)).join(' + '),
    ]),
  );
}

function printGroup(of: Broker): void {
  const group = of.group('billing');
  const owners = new Map(
    group.members.flatMap(({ clientId, assignment }) => assignment.map(({ partition }) => [partition, clientId])),
  );
  printTable(
    [`group ${group.groupId}`, 'committed', 'lag', `${group.state}, generation ${group.generation}`],
    group.offsets
      .toSorted((a, b) => a.partition - b.partition)
      .map(({ topic, partition, offset, lag }) => [
        `${topic}[${partition}]`,
        String(offset),
        String(lag),
        owners.get(partition) ?? 'nobody',
      ]),
  );
}

function printDeadLetters(of: Broker): void {
  const letters = of.topic('orders.dlq').messages();
  printTable(
    ['dead letter of', 'reason', 'attempts', 'error'],
    letters.map(({ key, headers }) =>
      [key, headers['dlq-reason'], headers['dlq-attempts'], headers['dlq-error']].map(String),
    ),
  );
}

/** The test that everybody writes once: the topic's name is mistyped. */
async function printFailure(of: Broker): Promise<void> {
  say(strong('And when a test waits for what never comes'));
  say(dim("    await broker.topic('invoice').waitForMessage({ value: { orderId: 3 } })"));
  say('');
  const failure = await of
    .topic('invoice')
    .waitForMessage({ value: { orderId: 3 } }, { timeout: 250 })
    .then(
      () => 'it came, which should not happen',
      (error: Error) => `${error.name}: ${error.message}`,
    );
  const [headline = '', ...rest] = failure.split('\n');
  say(`    ${styleText('red', headline)}`);
  for (const line of rest) say(`    ${line}`.trimEnd());
}

function printTable(heads: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const format = (row: readonly string[]): string =>
    `    ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   ')}`.trimEnd();
  say(dim(format(heads)));
  for (const row of rows) say(format(row));
  say('');
}

function say(line: string): void {
  console.log(line === '' ? '' : `  ${line}`);
}

function strong(text: string): string {
  return styleText('bold', text);
}

function dim(text: string): string {
  return styleText('dim', text);
}
