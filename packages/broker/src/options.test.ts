import { ConfigResourceTypes } from 'kafkajs';
import { expect, expectTypeOf, test, vi } from 'vitest';
import { failureOf, testBroker } from '../test/broker.ts';
import { kafkaOf } from '../test/kafkajs.ts';
import { type Broker, type BrokerOptions, createBroker, type StandardSchema } from './index.ts';

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

test.each<{ given: unknown; message: string }>([
  { given: 42, message: 'ERR_INVALID_OPTION: the options of createBroker() must be an object, not 42' },
  { given: { prt: 1 }, message: "ERR_UNKNOWN_OPTION: createBroker() has no 'prt'; did you mean port?" },
  {
    given: { port: '9092' },
    message: "ERR_INVALID_OPTION: the option port must be an integer from 0 to 65535, not '9092'",
  },
  {
    given: { port: 70_000 },
    message: 'ERR_INVALID_OPTION: the option port must be an integer from 0 to 65535, not 70000',
  },
  {
    given: { chaos: true },
    message: 'ERR_INVALID_OPTION: the option chaos must be an object such as { seed: 42 }, or false, not true',
  },
  {
    given: { chaos: { seed: 0 } },
    message: 'ERR_INVALID_OPTION: the option chaos.seed must be an integer from 1 to 4294967295, not 0',
  },
  {
    given: { chaos: { rate: 0 } },
    message: 'ERR_INVALID_OPTION: the option chaos.rate must be a number greater than 0, and 1 at most, not 0',
  },
  {
    given: { chaos: { rates: 1 } },
    message: "ERR_UNKNOWN_OPTION: the option chaos has no 'rates'; did you mean rate?",
  },
  {
    given: { chaos: { kinds: ['errors'] } },
    message: "ERR_INVALID_OPTION: the option chaos.kinds has no 'errors'; did you mean error?",
  },
  {
    given: { chaos: { kinds: [] } },
    message:
      'ERR_INVALID_OPTION: the option chaos.kinds must be an array of error, disconnect, delay, rebalance, leader-change, not []',
  },
  {
    given: { chaos: { kinds: ['leader-change'] } },
    message:
      "ERR_INVALID_OPTION: the option chaos.kinds has 'leader-change' alone, and there is one node that could lead; give the broker more `nodes`, or chaos other kinds",
  },
  {
    given: { chaos: { apis: ['produce'] } },
    message: "ERR_INVALID_OPTION: the option chaos.apis has no 'produce'; did you mean Produce?",
  },
  {
    given: { chaos: { apis: [] } },
    message:
      'ERR_INVALID_OPTION: the option chaos.apis must be an array of names of APIs, such as Produce and Fetch, not []',
  },
  {
    given: { chaos: { apis: ['CreateTopics'], kinds: ['error', 'rebalance'] } },
    message:
      'ERR_INVALID_OPTION: the option chaos could never act: of the kinds error, rebalance nothing happens to requests of CreateTopics; give it others, or leave them out',
  },
  {
    given: { security: {} },
    message:
      "ERR_INVALID_OPTION: the option security must be an object such as { users: { alice: 'secret' } }; without users leave it out, not {}",
  },
  { given: { host: '' }, message: "ERR_INVALID_OPTION: the option host must be a string that is not empty, not ''" },
  ...['advertisedHost', 'clusterId', 'host', 'rack'].map((name) => ({
    given: { [name]: 'ü'.repeat(16_384) },
    message: `ERR_INVALID_OPTION: the option ${name} must be a string of at most 32767 bytes, as Kafka's protocol has no longer ones, not 32768`,
  })),
  {
    given: { nodeId: -1 },
    message: 'ERR_INVALID_OPTION: the option nodeId must be an integer from 0 to 2147483647, not -1',
  },
  {
    given: { autoCreateTopics: 'no' },
    message: "ERR_INVALID_OPTION: the option autoCreateTopics must be true or false, not 'no'",
  },
  {
    given: { defaultPartitions: 0 },
    message: 'ERR_INVALID_OPTION: the option defaultPartitions must be an integer from 1 to 2147483647, not 0',
  },
  {
    given: { waitTimeout: Number.NaN },
    message: 'ERR_INVALID_OPTION: the option waitTimeout must be an integer from 1 to 2147483647, not NaN',
  },
  ...[true, 'retain', null].map((trace) => ({
    given: { trace },
    message: `ERR_INVALID_OPTION: the option trace must be 'off', 'on', 'retain-on-failure' or an object such as { mode: 'on', maxTraces: 50 }, not ${trace === 'retain' ? "'retain'" : trace}`,
  })),
  {
    given: { trace: { mode: 'retain' } },
    message: "ERR_INVALID_OPTION: the option trace.mode must be 'off', 'on' or 'retain-on-failure', not 'retain'",
  },
  {
    given: { trace: { folder: 'traces' } },
    message:
      "ERR_UNKNOWN_OPTION: the option trace has no 'folder'; known are mode, dir, maxTraces, maxRequests, maxBytes, values",
  },
  {
    given: { trace: { dir: '' } },
    message: "ERR_INVALID_OPTION: the option trace.dir must be a string that is not empty, not ''",
  },
  ...['maxTraces', 'maxRequests', 'maxBytes'].map((name) => ({
    given: { trace: { [name]: 0 } },
    message: `ERR_INVALID_OPTION: the option trace.${name} must be an integer from 1 to 2147483647, not 0`,
  })),
  {
    given: { onUnsupported: 'throw' },
    message: "ERR_INVALID_OPTION: the option onUnsupported must be 'warn', 'error' or a function, not 'throw'",
  },
  { given: { tpoics: [] }, message: "ERR_UNKNOWN_OPTION: createBroker() has no 'tpoics'; did you mean topics?" },
  { given: { from: {} }, message: 'ERR_INVALID_SNAPSHOT: the option from must be what broker.snapshot() gave, not {}' },
  {
    given: { preset: 'slow' },
    message: "ERR_INVALID_OPTION: the option preset must be 'fast' or 'production', not 'slow'",
  },
  {
    given: { logger: { warn() {} } },
    message:
      'ERR_INVALID_OPTION: the option logger must be an object with the functions debug, info, warn and error, such as console, not { warn: (function warn) }',
  },
  {
    given: { kafkaVersion: '2.8' },
    message:
      "ERR_INVALID_OPTION: the option kafkaVersion must be one of '3.9', '4.0', '4.1', '4.2', '4.3', '4.4', not '2.8'",
  },
  {
    given: { kafkaVersion: '4.2.1' },
    message:
      "ERR_INVALID_OPTION: the option kafkaVersion must be one of '3.9', '4.0', '4.1', '4.2', '4.3', '4.4'; '4.2' stands for its last patch release, not '4.2.1'",
  },
  {
    given: { kafkaVersion: 4.4 },
    message:
      "ERR_INVALID_OPTION: the option kafkaVersion must be one of '3.9', '4.0', '4.1', '4.2', '4.3', '4.4', not 4.4",
  },
  {
    given: { topics: ['a.b', 'a_b'] },
    message:
      'ERR_INVALID_OPTION: topics names "a.b" and "a_b", which Kafka takes for the same in its metrics; use either . or _',
  },
  {
    given: { security: { users: { '': 'x' } } },
    message:
      'ERR_INVALID_OPTION: security.users has "", which SASL PLAIN cannot carry; user names are not empty and have no NUL',
  },
  {
    given: { clock: 'slow' },
    message: "ERR_INVALID_OPTION: the option clock must be 'real' or 'manual', not 'slow'",
  },
  {
    given: { security: { tls: true } },
    message: 'ERR_NOT_AVAILABLE: the option security.tls is not yet available; connect in plaintext',
  },
  {
    given: { security: { acls: [] } },
    message: 'ERR_NOT_AVAILABLE: the option security.acls is not yet available; every user may do everything',
  },
  {
    given: { security: { user: {} } },
    message: "ERR_UNKNOWN_OPTION: the option security has no 'user'; did you mean users?",
  },
  {
    given: { security: { users: {} } },
    message:
      "ERR_INVALID_OPTION: the option security.users must be 'any' or an object of passwords by user name, such as { alice: 'secret' }, not {}",
  },
  {
    given: { security: { users: { alice: '' } } },
    message: "ERR_INVALID_OPTION: the option security.users.alice must be a string that is not empty, not ''",
  },
  {
    given: { topics: 'orders' },
    message:
      "ERR_INVALID_OPTION: topics must be an array of names, or an object such as { orders: { partitions: 3 } }, not 'orders'",
  },
  { given: { topics: ['a', 'b', 'a'] }, message: 'ERR_INVALID_OPTION: topics names "a" twice; name each topic once' },
  {
    given: { topics: ['no spaces'] },
    message:
      "ERR_INVALID_TOPIC_NAME: topic name is invalid: 'no spaces' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'; " +
      "use 1 to 249 letters, digits, '.', '_' or '-'",
  },
  { given: { topics: [7] }, message: 'ERR_INVALID_TOPIC_NAME: the topic name must be a string, not 7' },
  {
    given: { topics: { orders: 3 } },
    message: 'ERR_INVALID_OPTION: topics.orders must be an object, such as { partitions: 3 }, not 3',
  },
  {
    given: { topics: { orders: { partition: 3 } } },
    message: "ERR_UNKNOWN_OPTION: topics.orders has no 'partition'; did you mean partitions?",
  },
  {
    given: { topics: { orders: { partitions: 0 } } },
    message: 'ERR_INVALID_OPTION: topics.orders.partitions must be an integer from 1 to 2147483647, not 0',
  },
  {
    given: { topics: { orders: { value: 'avro' } } },
    message:
      "ERR_INVALID_OPTION: topics.orders.value must be 'auto', 'json', 'string', 'bytes', a Standard Schema (zod, valibot, …) or { decode(bytes), encode(value) }, not 'avro'",
  },
  {
    given: { topics: { orders: { value: 'registry' } } },
    message:
      "ERR_NOT_AVAILABLE: topics.orders.value: the codec 'registry' is not yet available; give { decode, encode }",
  },
  {
    given: { topics: { orders: { messages: 'x' } } },
    message:
      "ERR_INVALID_OPTION: topics.orders.messages must be an array of messages, such as [{ key, value }], not 'x'",
  },
  {
    given: { topics: { orders: { config: { 'retention.ms': {} } } } },
    message: 'ERR_INVALID_CONFIG: config retention.ms must be a string, a number or a boolean, not {}',
  },
  {
    given: { config: { 'num.partition': 3 } },
    message:
      "ERR_INVALID_CONFIG: config { 'num.partition': 3 }: num.partition is no broker config of Kafka; did you mean num.partitions?",
  },
  {
    given: { config: { 'node.id': 3 } },
    message: 'ERR_INVALID_CONFIG: the config node.id cannot be set; use the option nodeId or nodes of createBroker()',
  },
  {
    given: { autoCreateTopics: true, config: { 'auto.create.topics.enable': false } },
    message:
      'ERR_OPTION_CONFLICT: the option autoCreateTopics and the config auto.create.topics.enable say the same; give one of them',
  },
])('$message', async ({ given, message }) => {
  expect(await failureOf(() => createBroker(given as BrokerOptions))).toMatchObject({ name: 'BrokerError', message });
});

test.each([
  {
    name: 'a value that Kafka refuses',
    topics: { orders: { config: { 'cleanup.policy': 'shred' } } },
    code: 'ERR_INVALID_CONFIG',
  },
  {
    name: 'an unknown topic config',
    topics: { orders: { config: { 'no.such.config': 1 } } },
    code: 'ERR_INVALID_CONFIG',
  },
  { name: 'more replicas than brokers', topics: { orders: { replicationFactor: 3 } }, code: 'ERR_TOPIC_REFUSED' },
  {
    name: 'a first message without a value',
    topics: { orders: { messages: [{ value: undefined }] } },
    code: 'ERR_INVALID_MESSAGE',
  },
])('$name ends createBroker() with $code', async ({ topics, code }) => {
  expect(await failureOf(() => createBroker({ topics }))).toMatchObject({ code });
});

test('options that are undefined are as good as absent', async () => {
  const broker = await testBroker({ port: undefined, topics: undefined } as unknown as BrokerOptions);
  expect(broker.topics).toEqual([]);
});

test('what is harmless among the options to come is taken', async () => {
  await testBroker({
    clock: 'real',
    trace: 'off',
    schemaRegistry: false,
    security: { tls: false },
  } as BrokerOptions);
});

test('topics are there with their partitions, configs and messages', async () => {
  const broker = await testBroker({
    topics: {
      orders: { partitions: 3, config: { 'max.message.bytes': 5000 }, messages: [{ key: 'a', value: { id: 1 } }] },
      audit: {},
    },
  });
  expect(broker.topics.map(({ name, partitions }) => [name, partitions.length])).toEqual([
    ['orders', 3],
    ['audit', 1],
  ]);
  expect(broker.topic('orders').config['max.message.bytes']).toBe('5000');
  expect(broker.topic('orders').messages()).toMatchObject([
    { key: 'a', value: { id: 1 }, producer: { clientId: null } },
  ]);
  expect(broker.topic('audit').partitions).toEqual([
    {
      topic: 'audit',
      partition: 0,
      leader: 1,
      leaderEpoch: 0,
      replicas: [1],
      isr: [1],
      logStartOffset: 0,
      highWatermark: 0,
      lastStableOffset: 0,
    },
  ]);
});

test('ids are those of the seed, or those given', async () => {
  const [one, again, other, given] = await Promise.all([
    testBroker({ topics: ['a'] }),
    testBroker({ topics: ['a'] }),
    testBroker({ topics: ['a'], seed: 2 }),
    testBroker({ topics: ['a'], clusterId: 'mine', nodeId: 7, rack: 'r1' }),
  ]);
  expect([again.clusterId, again.topic('a').topicId]).toEqual([one.clusterId, one.topic('a').topicId]);
  expect(other.clusterId).not.toBe(one.clusterId);
  expect(given.clusterId).toBe('mine');
  expect(given.topic('a').partitions[0]?.leader).toBe(7);
});

test('unique names are unique, and the same in every run', async () => {
  const [one, again] = await Promise.all([testBroker(), testBroker()]);
  const names = Array.from({ length: 1000 }, () => one.uniqueName('orders'));
  expect(new Set(names).size).toBe(1000);
  expect(names[0]).toMatch(/^orders-[0-9a-f]{4}$/);
  expect(again.uniqueName('orders')).toBe(names[0]);
});

test('clients are told the advertised address', async () => {
  const broker = await testBroker({ advertisedHost: 'kafka.test', advertisedPort: 19_092 });
  expect(broker.bootstrapServers).toBe('kafka.test:19092');
  const open = await testBroker({ host: '0.0.0.0' });
  expect(open.bootstrapServers).toMatch(/^127\.0\.0\.1:\d+$/);
});

test('connection has what each client asks for', async () => {
  const broker = await testBroker();
  const servers = broker.bootstrapServers;
  expect(broker.connection).toMatchObject({
    kafkajs: { brokers: [servers] },
    confluent: { 'bootstrap.servers': servers },
    platformatic: { bootstrapBrokers: [servers] },
  });
  expect(broker.connection.env({ KAFKA_BROKERS: 'MY_BROKERS' })).toEqual({
    KAFKA_BOOTSTRAP_SERVERS: servers,
    MY_BROKERS: servers,
  });
});

test.each<{ call: (broker: Broker) => unknown; message: string }>([
  {
    call: (broker) => broker.connection.env(3 as never),
    message: 'ERR_INVALID_ARGUMENT: the names of env() must be an object, not 3',
  },
  {
    call: (broker) => broker.connection.env({ KAFKA_BROKER: 'X' }),
    message: "ERR_INVALID_ARGUMENT: env() has no 'KAFKA_BROKER'; did you mean KAFKA_BROKERS?",
  },
  {
    call: (broker) => broker.connection.env({ KAFKA_BROKERS: '' }),
    message: "ERR_INVALID_ARGUMENT: the name of KAFKA_BROKERS must be a string that is not empty, not ''",
  },
  {
    call: (broker) => (broker as { fork(options: object): Promise<Broker> }).fork({ nodes: 3 }),
    message:
      'ERR_INVALID_ARGUMENT: fork() takes no options: a fork has the options of its broker; others need createBroker({ from: broker.snapshot(), … })',
  },
  {
    call: (broker) => broker.uniqueName('a b'),
    message:
      "ERR_INVALID_TOPIC_NAME: topic name is invalid: 'a b-0000' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'; use 1 to 249 letters, digits, '.', '_' or '-'",
  },
])('what nobody would look at is refused: $message', async ({ call, message }) => {
  const broker = await testBroker();
  expect((await failureOf(() => call(broker))).message).toBe(message);
});

test('connectionAs has the credentials of a user', async () => {
  const broker = await testBroker({ security: { users: { alice: 'secret' } } });
  const servers = broker.bootstrapServers;
  const connection = broker.connectionAs('alice');
  expect({ ...connection, env: connection.env() }).toEqual({
    kafkajs: { brokers: [servers], sasl: { mechanism: 'plain', username: 'alice', password: 'secret' } },
    confluent: {
      'bootstrap.servers': servers,
      'security.protocol': 'sasl_plaintext',
      'sasl.mechanism': 'PLAIN',
      'sasl.username': 'alice',
      'sasl.password': 'secret',
    },
    platformatic: { bootstrapBrokers: [servers], sasl: { mechanism: 'PLAIN', username: 'alice', password: 'secret' } },
    env: {
      KAFKA_BOOTSTRAP_SERVERS: servers,
      KAFKA_BROKERS: servers,
      KAFKA_USERNAME: 'alice',
      KAFKA_PASSWORD: 'secret',
      KAFKA_SASL_MECHANISM: 'PLAIN',
    },
  });
  expect(await failureOf(() => broker.connectionAs('bob'))).toMatchObject({
    message:
      "ERR_UNKNOWN_USER: there is no user 'bob'; there are alice. Name users with createBroker({ security: { users } })",
  });
});

test('configs without effect are warnings, an error, or told to a function, as asked', async () => {
  const config = { 'log.retention.ms': 1 };
  const warn = vi.fn();
  const broker = await testBroker({ config, logger: { ...silent, warn } });
  expect(broker.warnings).toEqual([expect.stringContaining('log.retention.ms=1')]);
  expect(warn).toHaveBeenCalledTimes(1);
  expect(await failureOf(() => createBroker({ config, onUnsupported: 'error' }))).toMatchObject({
    code: 'ERR_UNSUPPORTED_CONFIG',
  });
  const told = vi.fn();
  await testBroker({ config, onUnsupported: told });
  expect(told).toHaveBeenCalledWith({ kind: 'config', name: 'log.retention.ms', warning: broker.warnings[0] });
});

test('the preset gives no warnings', async () => {
  expect((await testBroker()).warnings).toEqual([]);
});

test('a config without effect that is set later is told as well', async () => {
  const told = vi.fn();
  const broker = await testBroker({ topics: ['orders'], onUnsupported: told });
  broker.topic('orders').setConfig({ 'retention.ms': 1 });
  expect(told).toHaveBeenCalledTimes(1);
  expect(broker.warnings).toHaveLength(1);
});

test('a function that throws when it is told breaks nothing', async () => {
  const error = vi.fn();
  const broker = await testBroker({
    topics: ['orders', 'audit'],
    logger: { ...silent, error },
    onUnsupported: () => {
      throw new Error('two and two are five');
    },
  });
  broker.topic('orders').setConfig({ 'retention.ms': 1 });
  broker.topic('audit').setConfig({ 'retention.ms': 1 });
  expect(broker.warnings).toHaveLength(2);
  expect(error).toHaveBeenCalledTimes(2);
  expect(error).toHaveBeenCalledWith(expect.stringContaining('two and two are five'));
});

test('a schema gives a topic its type', async () => {
  const Order: StandardSchema<{ id: number }> = {
    '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) },
  };
  const broker = await testBroker({ topics: { orders: { value: Order }, notes: { value: 'string' }, plain: {} } });
  expectTypeOf(broker.topic('orders').messages()[0]?.value).toEqualTypeOf<{ id: number } | null | undefined>();
  expectTypeOf(broker.topic('notes').messages()[0]?.value).toEqualTypeOf<string | null | undefined>();
  expectTypeOf(broker.topic('plain').messages()[0]?.value).toBeAny();
  expectTypeOf(broker.topic('unknown').messages()[0]?.value).toBeAny();
  // @ts-expect-error -- total is no part of an order
  await broker.topic('orders').produce({ value: { total: 1 } });
});

test("the preset 'production' is Kafka's own defaults on three nodes, by the option or by the environment", async () => {
  const delay = 'group.initial.rebalance.delay.ms';
  const seen = async (options: BrokerOptions): Promise<object> => {
    const broker = await testBroker({ topics: ['orders'], ...options });
    const admin = kafkaOf(broker).admin();
    await admin.connect();
    const resources = [{ type: ConfigResourceTypes.BROKER, name: '1', configNames: [delay, 'min.insync.replicas'] }];
    const described = await admin.describeConfigs({ resources, includeSynonyms: false });
    await admin.disconnect();
    const configs = described.resources[0]?.configEntries.map(({ configValue }) => configValue);
    return { nodes: broker.nodes.length, replicas: broker.topic('orders').partitions[0]?.replicas.length, configs };
  };
  const production = { nodes: 3, replicas: 3, configs: ['3000', '2'] };
  expect(await seen({})).toEqual({ nodes: 1, replicas: 1, configs: ['0', '1'] });
  expect(await seen({ preset: 'production' })).toEqual(production);
  vi.stubEnv('KAFKA_PRESET', 'production');
  expect(await seen({})).toEqual(production);
  expect(await seen({ nodes: 1, config: { [delay]: 5 } })).toEqual({ nodes: 1, replicas: 1, configs: ['5', '1'] });
  expect(await seen({ nodeId: 1 })).toMatchObject({ nodes: 1 });
  expect(await seen({ preset: 'fast' })).toMatchObject({ nodes: 1, configs: ['0', '1'] });
  vi.stubEnv('KAFKA_PRESET', 'prod');
  expect((await failureOf(() => createBroker())).message).toBe(
    "ERR_INVALID_OPTION: the environment variable KAFKA_PRESET must be 'fast' or 'production', not 'prod'",
  );
});
