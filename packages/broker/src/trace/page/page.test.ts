import { createHash } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { ProduceRequest } from '@testka/protocol';
import type { PlainValue, RequestData, TraceData } from '@testka/viewer/data';
import { testBroker } from '../../../test/broker.ts';
import { connectedProducer, kafkaOf, runConsumer } from '../../../test/kafkajs.ts';
import { RawClient, requestFrame } from '../../../test/raw-client.ts';
import { clearOfMarks, dataIn } from '../../../test/trace-page.ts';
import type { Broker, BrokerOptions } from '../../index.ts';
import { subjectOf } from '../../matching/subject.ts';
import { pageHtml } from './html.ts';
import { pageData } from './page-data.ts';

const ASSETS = { script: 'draw("<b>")', style: 'p{}' };

async function orders(options: BrokerOptions = {}): Promise<Broker> {
  return await testBroker({ topics: { orders: { partitions: 1 } }, ...options });
}

function htmlOf(broker: Broker): string {
  const context = subjectOf(broker)?.context;
  if (context === undefined) throw new Error('it is a broker');
  return pageHtml(ASSETS, pageData(context, undefined));
}

function traceOf(broker: Broker): TraceData {
  return dataIn(htmlOf(broker));
}

function requestsOf(broker: Broker, api: string): RequestData[] {
  return traceOf(broker).requests.filter((request) => request.api === api);
}

/** The records of a Produce request, as the page has them. */
function recordsIn(request: RequestData | undefined): PlainValue {
  const { topicData } = (request as RequestData).request as {
    topicData: { partitionData: { records: { records: PlainValue }[] }[] }[];
  };
  return topicData[0]?.partitionData[0]?.records[0]?.records ?? null;
}

test('a request is there with its records decoded, and a batch that a fault has refused', async () => {
  const broker = await orders();
  const producer = await connectedProducer(kafkaOf(broker, 'api', { initialRetryTime: 1 }));
  broker.inject({ api: 'Produce', error: 'NOT_ENOUGH_REPLICAS', times: 1 });
  const bytes = Buffer.from([0, 1, 255]);
  await producer.send({
    topic: 'orders',
    messages: [
      { key: '42', value: '{"id":42}', headers: { source: 'web' } },
      { key: null, value: bytes },
      { key: '', value: null },
    ],
  });
  const [refused, done] = requestsOf(broker, 'Produce');
  expect(refused).toMatchObject({
    subject: 'orders[0] 3 records, acks=-1',
    errors: ['NOT_ENOUGH_REPLICAS'],
    faults: ['Produce → NOT_ENOUGH_REPLICAS'],
    isAnswered: true,
  });
  expect(done).toMatchObject({ errors: [], faults: [], outcome: 'offset 0', client: 0, node: 1, version: 7 });
  const text = (value: string, $ = 'text'): object => ({ $, size: value.length, value, isCut: false });
  expect(recordsIn(done)).toEqual([
    {
      offset: 0,
      timestamp: expect.any(Number),
      key: text('42'),
      value: text('{"id":42}', 'json'),
      headers: [{ key: 'source', value: text('web') }],
    },
    {
      offset: 1,
      timestamp: expect.any(Number),
      key: null,
      value: { $: 'hex', size: 3, value: '0001ff', isCut: false },
    },
    { offset: 2, timestamp: expect.any(Number), key: text(''), value: null },
  ]);
  expect(traceOf(broker)).toMatchObject({
    clients: ['api'],
    faults: [{ text: 'Produce → NOT_ENOUGH_REPLICAS', hits: 1 }],
    facts: [
      ['Broker', broker.bootstrapServers],
      ['Apache Kafka', '4.4'],
      ['Seed', '1'],
      ['Cluster id', broker.clusterId],
    ],
    report: broker.explain(),
  });
});

test('values are cut at 4 KiB, and lists at 200 items', async () => {
  const broker = await orders();
  const producer = await connectedProducer(kafkaOf(broker));
  await producer.send({ topic: 'orders', messages: [{ value: 'ä'.repeat(5000) }, { value: Buffer.alloc(5000, 255) }] });
  await producer.send({ topic: 'orders', messages: Array.from({ length: 203 }, () => ({ value: 'x' })) });
  const [long, many] = requestsOf(broker, 'Produce');
  expect(recordsIn(long)).toMatchObject([
    { value: { $: 'text', size: 10_000, value: 'ä'.repeat(4096), isCut: true } },
    { value: { $: 'hex', size: 5000, value: 'ff'.repeat(2048), isCut: true } },
  ]);
  expect(recordsIn(many)).toHaveLength(201);
  expect((recordsIn(many) as PlainValue[])[200]).toEqual({ $: 'more', count: 3 });
});

test('what a client says cannot break out of the page', async () => {
  const broker = await orders();
  const hostile = '</script><script>alert(1)</script><!--<img src=x onerror=alert(1)>\u2028';
  const producer = await connectedProducer(kafkaOf(broker, hostile));
  await producer.send({ topic: 'orders', messages: [{ key: hostile, value: hostile }] });
  const html = htmlOf(broker);
  // The one of the data and the one of the page, each once, and nothing that a client has said.
  expect(html.match(/<\/?script/g)).toEqual(['<script', '</script', '<script', '</script']);
  expect(html).not.toContain('<img');
  expect(html).not.toContain('<!--<');
  const [request] = requestsOf(broker, 'Produce');
  expect(recordsIn(request)).toMatchObject([{ key: { value: hostile }, value: { value: hostile } }]);
  expect(traceOf(broker).clients).toEqual([hostile]);
});

test('the policy of the page allows its own script and style, and nothing from elsewhere', async () => {
  const html = htmlOf(await orders());
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const [, policy] = /Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
  expect(policy).toBe(
    `default-src 'none'; script-src ${hash(ASSETS.script)}; style-src ${hash(ASSETS.style)}; img-src data:`,
  );
});

test('a group has its rebalances, with the members of each generation and what they got', async () => {
  const broker = await testBroker({ topics: { orders: { partitions: 2 } } });
  await runConsumer(kafkaOf(broker, 'worker-1'), { groupId: 'billing', topics: ['orders'] });
  await broker.group('billing').waitUntilReady({ members: 1 });
  await runConsumer(kafkaOf(broker, 'worker-2'), { groupId: 'billing', topics: ['orders'] });
  await broker.group('billing').waitUntilReady({ members: 2 });
  const { groups, requests } = traceOf(broker);
  const told = groups.map(({ groupId, rebalances }) => [
    groupId,
    rebalances.map(({ generation, endMs, startMs, members }) => ({
      generation,
      isOver: endMs !== null && endMs >= startMs,
      members: members.map(({ clientId, assignment }) => `${clientId} ${assignment}`).toSorted(),
    })),
  ]);
  expect(told).toEqual([
    [
      'billing',
      [
        { generation: 1, isOver: true, members: ['worker-1 orders[0, 1]'] },
        {
          generation: 2,
          isOver: true,
          members: [
            expect.stringMatching(/^worker-1 orders\[[01]]$/),
            expect.stringMatching(/^worker-2 orders\[[01]]$/),
          ],
        },
      ],
    ],
  ]);
  const join = requests.find(({ api, errors }) => api === 'JoinGroup' && errors.length === 0);
  expect(join).toMatchObject({ groups: ['billing'], request: { protocols: [{ metadata: { topics: ['orders'] } }] } });
});

test('calls of the test, nodes, leaders, members and resets are told', async () => {
  const broker = await testBroker({ topics: { orders: { partitions: 1, replicationFactor: 2 } }, nodes: 2 });
  broker.trace.clear();
  await broker.createTopics(['audit']);
  await broker.topic('audit').produce({ value: 1 });
  await broker.node(2).stop();
  await broker.node(2).start();
  broker.node(1).pause();
  broker.node(1).resume();
  broker.topic('orders').setLeader(0, 2);
  broker.inject({ api: 'Fetch', delay: 5 });
  await broker.reset();
  expect(traceOf(broker).moments.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
    'test: CreateTopics audit',
    'test: Produce audit[0] 1 record, acks=-1 → offset 0',
    'cluster: node 2 stops',
    'cluster: node 2 starts',
    'cluster: node 1 pauses',
    'cluster: node 1 goes on',
    'cluster: orders[0] is led by node 2',
    'fault: injected: Fetch → 5 ms later',
    'cluster: orders[0] is led by node 1',
    'mark: reset()',
  ]);
  expect(clearOfMarks(traceOf(broker).moments)).toHaveLength(9);
});

test('a password is not in the page', async () => {
  const broker = await testBroker({ topics: ['orders'], security: { users: { alice: 'secret-7f' } } });
  const { kafkajs } = broker.connectionAs('alice');
  await connectedProducer(kafkaOf({ connection: { ...broker.connection, kafkajs } }));
  expect(requestsOf(broker, 'SaslAuthenticate')).toMatchObject([{ request: { authBytes: '(left out)' } }]);
  expect(htmlOf(broker)).not.toContain('secret-7f');
  expect(htmlOf(broker)).not.toContain(Buffer.from('secret-7f').toString('hex'));
});

test('records that cannot be read are shown as bytes, and a topic that is named by id by its name too', async () => {
  const broker = await orders();
  const { topicId } = broker.topic('orders');
  const client = await RawClient.connect(broker.bootstrapServers);
  onTestFinished(() => client.destroy());
  const garbage = Buffer.from([...Array.from({ length: 16 }, () => 0), 2, ...Array.from({ length: 60 }, () => 255)]);
  const partitionData = [{ index: 0, records: garbage }];
  const body = { transactionalId: null, acks: 1, timeoutMs: 1000, topicData: [{ name: '', topicId, partitionData }] };
  client.write(requestFrame('Produce', ProduceRequest, 13, body));
  await client.frame();
  const [request] = requestsOf(broker, 'Produce');
  expect(request?.request).toMatchObject({
    topicData: [
      {
        topicId: `${topicId} (orders)`,
        partitionData: [{ records: { unreadable: expect.any(String), bytes: { $: 'hex', size: 77 }, batches: [] } }],
      },
    ],
  });
});

test('what is in messages is on no page where it is not to be', async () => {
  const broker = await testBroker({ topics: ['orders'], trace: { values: false } });
  const producer = await connectedProducer(kafkaOf(broker));
  const message = { key: 'customer-7', value: '{"iban":"x"}', headers: { source: 'secret' } };
  await producer.send({ topic: 'orders', messages: [message, { value: null }] });
  await runConsumer(kafkaOf(broker, 'worker'), { groupId: 'billing', topics: ['orders'] });
  await broker.trace.waitForRequest({ api: 'OffsetCommit' });
  expect(recordsIn(requestsOf(broker, 'Produce')[0])).toMatchObject([
    {
      offset: 0,
      key: '(left out: 10 bytes)',
      value: '(left out: 12 bytes)',
      headers: [{ key: 'source', value: '(left out: 6 bytes)' }],
    },
    { offset: 1, key: null, value: null },
  ]);
  // Nor in the answer to the fetch.
  expect(htmlOf(broker)).not.toMatch(/customer-7|iban|secret/);
});
