import { Kafka, logLevel } from 'kafkajs';
import { expect, test } from 'vitest';
import { failureOf, testBroker } from '../../test/broker.ts';
import { RawClient } from '../../test/raw-client.ts';
import { type Broker, type BrokerError, type BrokerOptions, createBroker } from '../index.ts';

test.each<{ given: unknown; message: string }>([
  {
    given: { nodes: 0 },
    message:
      "ERR_INVALID_OPTION: the option nodes must be a number from 1 to 64, or a list such as [{ id: 1, rack: 'a' }, { id: 2 }], not 0",
  },
  {
    given: { nodes: 2.5 },
    message:
      "ERR_INVALID_OPTION: the option nodes must be a number from 1 to 64, or a list such as [{ id: 1, rack: 'a' }, { id: 2 }], not 2.5",
  },
  {
    given: { nodes: 65 },
    message:
      "ERR_INVALID_OPTION: the option nodes must be a number from 1 to 64, or a list such as [{ id: 1, rack: 'a' }, { id: 2 }], not 65",
  },
  {
    given: { nodes: [] },
    message:
      "ERR_INVALID_OPTION: the option nodes must be a number from 1 to 64, or a list such as [{ id: 1, rack: 'a' }, { id: 2 }], not []",
  },
  {
    given: { nodes: [1, 2] },
    message: "ERR_INVALID_OPTION: the option nodes[0] must be an object such as { id: 1, rack: 'a' }, not 1",
  },
  {
    given: { nodes: Object.assign([], { 1: { id: 1 } }) },
    message: "ERR_INVALID_OPTION: the option nodes[0] must be an object such as { id: 1, rack: 'a' }, not undefined",
  },
  {
    given: { nodes: [{ id: 1 }, {}] },
    message: 'ERR_INVALID_OPTION: the option nodes[1].id must be an integer from 0 to 2147483647, not undefined',
  },
  {
    given: { nodes: [{ id: 1, rack: '' }] },
    message: "ERR_INVALID_OPTION: the option nodes[0].rack must be a string that is not empty, not ''",
  },
  {
    given: { nodes: [{ id: 1, rack: 'x'.repeat(32_768) }] },
    message:
      "ERR_INVALID_OPTION: the option nodes[0].rack must be a string of at most 32767 bytes, as Kafka's protocol has no longer ones, not 32768",
  },
  {
    given: { nodes: [{ id: 1, host: 'kafka' }] },
    message: "ERR_UNKNOWN_OPTION: the option nodes[0] has no 'host'; known are id, rack, port, advertisedPort",
  },
  {
    given: { nodes: [{ id: 1, port: 65_536 }] },
    message: 'ERR_INVALID_OPTION: the option nodes[0].port must be an integer from 0 to 65535, not 65536',
  },
  {
    given: { nodes: [{ id: 1, advertisedPort: 0 }] },
    message: 'ERR_INVALID_OPTION: the option nodes[0].advertisedPort must be an integer from 1 to 65535, not 0',
  },
  {
    given: { nodes: [{ id: 1, port: 9092 }, { id: 2 }, { id: 3, port: 9092 }] },
    message: 'ERR_INVALID_OPTION: the option nodes: the nodes 1 and 3 have the same port 9092; give each its own',
  },
  {
    given: { nodes: [{ id: 1 }, { id: 2, advertisedPort: 9092 }], advertisedPort: 9092 },
    message:
      'ERR_INVALID_OPTION: the option nodes: the nodes 1 and 2 have the same advertisedPort 9092; give each its own',
  },
  {
    given: { nodes: [{ id: 1 }, { id: 2 }, { id: 1 }] },
    message: 'ERR_INVALID_OPTION: the option nodes has two nodes with the id 1; give each its own',
  },
  {
    given: { nodes: 3, nodeId: 7 },
    message:
      'ERR_OPTION_CONFLICT: the option nodeId is about the only node, and nodes is given too; leave nodeId out and say nodes: [{ id, rack }]',
  },
  {
    given: { nodes: 3, rack: 'a' },
    message:
      'ERR_OPTION_CONFLICT: the option rack is about the only node, and nodes is given too; leave rack out and say nodes: [{ id, rack }]',
  },
  {
    given: { nodes: 3, port: 65_534 },
    message:
      'ERR_INVALID_OPTION: the option port: 3 nodes take the ports 65534 to 65536, and there are none above 65535',
  },
  {
    given: { nodes: 2, advertisedPort: 65_535 },
    message:
      'ERR_INVALID_OPTION: the option advertisedPort: 2 nodes take the ports 65535 to 65536, and there are none above 65535',
  },
])('$message', async ({ given, message }) => {
  expect(await failureOf(() => createBroker(given as BrokerOptions))).toMatchObject({ name: 'BrokerError', message });
});

test('three nodes listen on three ports, and clients are given all of them', async () => {
  const broker = await testBroker({ nodes: 3 });
  const { nodes } = broker;
  expect(nodes.map(({ id, host, rack, isController }) => ({ id, host, rack, isController }))).toEqual([
    { id: 1, host: '127.0.0.1', rack: null, isController: true },
    { id: 2, host: '127.0.0.1', rack: null, isController: false },
    { id: 3, host: '127.0.0.1', rack: null, isController: false },
  ]);
  const addresses = nodes.map(({ host, port }) => `${host}:${port}`);
  expect(new Set(addresses).size).toBe(3);
  expect(broker.bootstrapServers).toBe(addresses.join(','));
  const { kafkajs, confluent, platformatic, env } = broker.connection;
  expect({ kafkajs, confluent, platformatic, env: env() }).toEqual({
    kafkajs: { brokers: addresses },
    confluent: { 'bootstrap.servers': addresses.join(',') },
    platformatic: { bootstrapBrokers: addresses },
    env: { KAFKA_BOOTSTRAP_SERVERS: addresses.join(','), KAFKA_BROKERS: addresses.join(',') },
  });
  const client = new Kafka({ clientId: 'test', ...broker.connection.kafkajs, logLevel: logLevel.NOTHING }).admin();
  await client.connect();
  const cluster = await client.describeCluster();
  await client.disconnect();
  expect(cluster.brokers.map(({ nodeId, host, port }) => ({ nodeId, address: `${host}:${port}` }))).toEqual(
    nodes.map(({ id, host, port }) => ({ nodeId: id, address: `${host}:${port}` })),
  );
});

test('nodes have the ids and racks that they are given, and replicas lie in different racks', async () => {
  const broker = await testBroker({
    nodes: [{ id: 10, rack: 'a' }, { id: 20, rack: 'a' }, { id: 30, rack: 'b' }, { id: 40 }],
    topics: { orders: { partitions: 6, replicationFactor: 2 } },
  });
  expect(broker.nodes.map(({ id, rack }) => ({ id, rack }))).toEqual([
    { id: 10, rack: 'a' },
    { id: 20, rack: 'a' },
    { id: 30, rack: 'b' },
    { id: 40, rack: null },
  ]);
  const racks = new Map(broker.nodes.map(({ id, rack }) => [id, rack]));
  for (const { replicas, isr, leader } of broker.topic('orders').partitions) {
    expect(isr).toEqual(replicas);
    expect(leader).toBe(replicas[0]);
    expect(new Set(replicas.map((id) => racks.get(id))).size).toBe(2);
  }
});

test('an explicit port is that of the first node, and the others follow', async () => {
  const { broker, port } = await onThreePorts({ advertisedPort: 19_092, advertisedHost: 'kafka.test' });
  expect(broker.bootstrapServers).toBe('kafka.test:19092,kafka.test:19093,kafka.test:19094');
  for (const offset of [0, 1, 2]) (await RawClient.connect(`127.0.0.1:${port + offset}`)).destroy();
});

test('nodes have the ports that they are given, next to those that follow from the options', async () => {
  const { broker, port } = await onFreePort((free) => ({
    nodes: [{ id: 0, port: free }, { id: 1, port: 0, advertisedPort: 9095 }, { id: 2 }],
    advertisedPort: 9092,
    advertisedHost: 'localhost',
  }));
  expect(broker.bootstrapServers).toBe('localhost:9092,localhost:9095,localhost:9094');
  (await RawClient.connect(`127.0.0.1:${port}`)).destroy();
});

test('the calls of the test reach the leader of each partition and the coordinator of each group', async () => {
  const broker = await testBroker({
    nodes: 3,
    topics: { orders: { partitions: 6, replicationFactor: 3, messages: [{ value: 0, partition: 0 }] } },
  });
  const orders = broker.topic('orders');
  expect(new Set(orders.partitions.map(({ leader }) => leader))).toEqual(new Set([1, 2, 3]));
  await orders.produce(...[1, 2, 3, 4, 5].map((partition) => ({ value: partition, partition })));
  expect(orders.messages().map(({ value }) => value)).toEqual(['0', '1', '2', '3', '4', '5']);
  orders.deleteRecords(1);
  expect(orders.partitions.map(({ logStartOffset }) => logStartOffset)).toEqual([1, 1, 1, 1, 1, 1]);
  expect(broker.group('g0').coordinator).toBeNull();
  const coordinators = new Set<number | null>();
  for (let index = 0; index < 6; index++) {
    const group = broker.group(`g${index}`);
    await group.resetOffsets([{ topic: 'orders', partition: index, offset: 1 }]);
    expect(group.committedOffset('orders', index)).toBe(1);
    coordinators.add(group.coordinator);
    await group.delete();
  }
  expect(coordinators).toEqual(new Set([1, 2, 3]));
});

test('a node that there is not is named, with those that there are', async () => {
  const broker = await testBroker({ nodes: 3 });
  expect(broker.node(2).id).toBe(2);
  expect(await failureOf(() => broker.node(4))).toMatchObject({
    message: 'ERR_UNKNOWN_NODE: there is no node 4; there are 1, 2, 3. Name nodes with createBroker({ nodes })',
  });
  expect(await failureOf(() => broker.node('2' as never))).toMatchObject({
    message: "ERR_UNKNOWN_NODE: the id of a node must be an integer from 0 to 2147483647, not '2'",
  });
});

test('the clients of one node can be disconnected, and come back', async () => {
  const broker = await testBroker({ nodes: 2 });
  const [first, second] = await Promise.all(broker.nodes.map(({ host, port }) => RawClient.connect(`${host}:${port}`)));
  broker.node(1).disconnectClients();
  await first?.closed;
  expect(broker.connections.map(({ node }) => node)).toEqual([2]);
  second?.destroy();
  (await RawClient.connect(broker.bootstrapServers.split(',')[0] ?? '')).destroy();
});

/** Three nodes on ports in a row. */
async function onThreePorts(options: BrokerOptions): Promise<{ broker: Broker; port: number }> {
  return onFreePort((port) => ({ ...options, nodes: 3, port }));
}

/** A broker at a port that was free a moment ago. Which ones are free nobody can know: another process may have taken it. */
async function onFreePort(
  optionsAt: (port: number) => BrokerOptions,
  attempts = 20,
): Promise<{ broker: Broker; port: number }> {
  const other = await createBroker();
  const { port } = other.node(1);
  await other.close();
  try {
    return { broker: await testBroker(optionsAt(port)), port };
  } catch (error) {
    if (attempts === 0 || (error as BrokerError).code !== 'ERR_PORT_IN_USE') throw error;
    return onFreePort(optionsAt, attempts - 1);
  }
}

test('a node that is stopped before there are topics joins later, as a new one does', async () => {
  const broker = await testBroker({ nodes: 3 });
  await broker.node(3).stop();
  await broker.createTopics({ orders: { partitions: 2, replicationFactor: 2 } });
  const kafka = new Kafka({ clientId: 'admin', logLevel: logLevel.NOTHING, ...broker.connection.kafkajs });
  const admin = kafka.admin();
  await admin.connect();
  const seen = async (): Promise<number[]> => {
    const { brokers } = await admin.describeCluster();
    return brokers.map(({ nodeId }) => nodeId).toSorted((a, b) => a - b);
  };
  const placedOn3 = (): boolean[] => broker.topic('orders').partitions.map(({ replicas }) => replicas.includes(3));
  expect([await seen(), placedOn3()]).toEqual([
    [1, 2],
    [false, false],
  ]);

  await broker.node(3).start();
  broker.topic('orders').addPartitions(5);
  expect(await seen()).toEqual([1, 2, 3]);
  expect([placedOn3().slice(0, 2), placedOn3().slice(2).includes(true)]).toEqual([[false, false], true]);
  await admin.disconnect();
});
