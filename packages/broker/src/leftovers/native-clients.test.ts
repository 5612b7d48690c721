import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { NativeClients } from './native-clients.ts';

const require = createRequire(import.meta.url);
const HERE = /src\/leftovers\/native-clients\.test\.ts:\d+$/;
const OURS = { 'bootstrap.servers': 'localhost:1,127.0.0.1:9092', 'client.id': 'app' };

/** What the addon of @confluentinc/kafka-javascript has of its own; packages/conformance asks the real one. */
class NativeClient {
  readonly config: object;
  isConnected = false;

  constructor(config: object) {
    this.config = config;
  }

  connect(): boolean {
    return (this.isConnected = true);
  }

  disconnect(): boolean {
    return (this.isConnected = false);
  }
}

function makeAddon() {
  const [Producer, KafkaConsumer] = [class extends NativeClient {}, class extends NativeClient {}];
  for (const each of [Producer, KafkaConsumer]) {
    const { connect, disconnect } = NativeClient.prototype;
    Object.assign(each.prototype, { connect, disconnect });
  }
  return { librdkafkaVersion: '2.15.1', Producer, KafkaConsumer, AdminClient: class extends NativeClient {} };
}

/** It was there before anybody listens. */
function loadedAddon() {
  const path = `/addon-${Math.random()}.node`;
  const exports = makeAddon();
  require.cache[path] = Object.assign(new Module(path), { exports });
  onTestFinished(() => void delete require.cache[path]);
  return exports;
}

function started(port = 9092): NativeClients {
  const clients = new NativeClients((each) => each === port);
  clients.start();
  onTestFinished(() => clients.stop());
  return clients;
}

const connectHere = (client: NativeClient): boolean => client.connect();
const connectThere = (client: NativeClient): boolean => client.connect();

test('a native client is known by its address and its id, until it is disconnected', () => {
  const addon = loadedAddon();
  const [clients, others] = [started(), started(9093)];
  const producer = new addon.Producer(OURS);
  expect(clients.placeOf({ clientId: 'app' })).toBeNull();
  expect(connectHere(producer)).toBe(true);
  expect(clients.placeOf({ clientId: 'app' })).toMatch(HERE);
  expect(clients.placeOf({ clientId: 'other' })).toBeNull();
  expect(others.placeOf({ clientId: 'app' })).toBeNull();
  expect(producer.disconnect()).toBe(false);
  expect(clients.placeOf({ clientId: 'app' })).toBeNull();
});

test('librdkafka has a client id and a name for addresses of its own', () => {
  const addon = loadedAddon();
  const clients = started();
  new addon.AdminClient({ 'metadata.broker.list': '127.0.0.1:9092' }).connect();
  expect(clients.placeOf({ clientId: 'rdkafka' })).toMatch(HERE);
});

test('a consumer is told from a producer by its group, and of two that are alike both lines are told', () => {
  const addon = loadedAddon();
  const clients = started();
  connectHere(new addon.KafkaConsumer({ ...OURS, 'group.id': 'billing' }));
  connectThere(new addon.Producer(OURS));
  const consumer = clients.placeOf({ clientId: 'app', groupId: 'billing' });
  const producer = clients.placeOf({ clientId: 'app', groupId: null });
  expect(consumer).toMatch(HERE);
  expect(producer).toMatch(HERE);
  expect(producer).not.toBe(consumer);
  expect(clients.placeOf({ clientId: 'app' })).toBe(`${consumer} or ${producer}`);
  expect(clients.placeOf({ clientId: 'app', groupId: 'shipping' })).toBeNull();
});

test('an addon that is loaded later is seen as well, and is itself: one of its classes makes what is of that class', () => {
  const folder = mkdtempSync(join(tmpdir(), 'testka-addon-'));
  const [path, before] = [join(folder, 'addon.node'), require.extensions['.node']];
  writeFileSync(path, '');
  onTestFinished(() => {
    require.extensions['.node'] = before;
    rmSync(folder, { recursive: true });
  });
  const loads = (module: NodeJS.Module): void => void (module.exports = makeAddon());
  require.extensions['.node'] = loads;
  const clients = started();
  const addon = require(path) as ReturnType<typeof makeAddon>;
  const producer = new addon.Producer(OURS);
  connectHere(producer);
  expect(producer).toBeInstanceOf(addon.Producer);
  expect(producer.config).toBe(OURS);
  expect(clients.placeOf({ clientId: 'app' })).toMatch(HERE);
  clients.stop();
  expect(require.extensions['.node']).toBe(loads);
  connectHere(new addon.Producer(OURS));
  expect(clients.placeOf({ clientId: 'app' })).toBeNull();
});
