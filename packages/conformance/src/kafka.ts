import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { probeApiVersions, probeBrokerCount } from './probe.ts';
import { buildOnce, CACHE_DIRECTORY, PACKAGE_DIRECTORY, runTool, tail } from './process.ts';

/** The version that is the judge; `kafka/pom.xml` says the same. */
export const KAFKA_VERSION = '4.4.0';

/** The last patch release of each release that `kafkaVersion` knows, which stands for it. */
export const KAFKA_VERSIONS: Readonly<Record<string, string>> = {
  '3.9': '3.9.1',
  '4.0': '4.0.1',
  '4.1': '4.1.1',
  '4.2': '4.2.1',
  '4.3': '4.3.1',
  '4.4': KAFKA_VERSION,
};

const HOST = '127.0.0.1';
const START_TIMEOUT_MS = 60_000;
const POLL_INTERVAL_MS = 50;
const PROBE_TIMEOUT_MS = 1_000;
const DAY_MS = 86_400_000;
/**
 * Half a minute after its start Kafka begins to delete what is too old, and so what a script has written with old times, if it runs at
 * that moment. An internal config: brokers tell of it only where it is set, as it is here.
 */
export const FIRST_CLEANING = 'log.initial.task.delay.ms';

export interface KafkaOptions {
  /** Broker properties by Kafka's names, over the defaults below: `{ 'group.initial.rebalance.delay.ms': 0 }`. */
  config?: Readonly<Record<string, string | number | boolean>>;
  /** How many combined broker+controller nodes, ids from 1, or which ones and where. Default 1. */
  nodes?: number | readonly KafkaNode[];
  /** Who may log in with SASL PLAIN, by name, with the password. Given, `bootstrapServers` are listeners that ask for it. */
  users?: Readonly<Record<string, string>>;
  /** `apart`: the nodes are brokers only, so that they can be stopped without the quorum being lost. Default: they are both. */
  controller?: 'nodes' | 'apart';
  /** Host that clients are told. Default: the one listened on. */
  advertisedHost?: string;
  /** Racks of the nodes, in their order. */
  racks?: readonly string[];
  /** Any version on Maven Central from 3.9 on. Default: the one that is the judge. */
  version?: string;
}

/** A node at a place of its own, as in the option `nodes` of createBroker(). */
interface KafkaNode {
  readonly id: number;
  /** Default: any free one. */
  readonly port?: number;
  /** What clients are told. Default: the port listened on. */
  readonly advertisedPort?: number;
}

export interface RunningKafka {
  /** `host:port`, comma-separated when there are several nodes. */
  readonly bootstrapServers: string;
  readonly nodes: NodeControl;
  /** Kills every node and removes its data. May be called twice. */
  stop(): Promise<void>;
}

/** What can be done to one broker of a cluster, by its id. */
export interface NodeControl {
  /** In order; resolves when it is gone. */
  stop(id: number): Promise<void>;
  kill(id: number): Promise<void>;
  /** After `stop` or `kill`, with its data. Resolves when it answers. */
  start(id: number): Promise<void>;
  /** It keeps its connections and does nothing. */
  pause(id: number): Promise<void>;
  resume(id: number): Promise<void>;
}

interface NodePlan {
  readonly nodeId: number;
  readonly brokerPort: number;
  readonly advertisedPort: number;
  readonly controllerPort: number;
  /** Of the third listener, where there is one: it asks clients to log in, or is for the brokers alone. */
  readonly thirdPort: number;
  readonly directory: string;
  readonly propertiesFile: string;
  readonly logFile: string;
}

interface RunningNode {
  readonly plan: NodePlan;
  readonly server: ChildProcess;
  readonly watchdog: ChildProcess;
}

/**
 * Starts a real Apache Kafka from its jars on free ports of the loopback interface, with empty storage.
 * Needs `java` (17 or later) and, the first time, `mvn`.
 * The nodes die with this process, however it ends; see `spawnWatchdog`.
 * @throws when a node exits or does not answer within a minute; the message ends with its log.
 */
export async function startKafka(options: KafkaOptions = {}): Promise<RunningKafka> {
  const libraries = await resolveLibraries(options.version ?? KAFKA_VERSION);
  const directory = await mkdtemp(join(tmpdir(), 'testka-kafka-'));
  const running: RunningNode[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(running.map(stopNode));
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const wanted = wantedNodes(options.nodes ?? 1);
    const count = wanted.length;
    const isApart = options.controller === 'apart';
    const controller = { id: Math.max(...wanted.map(({ id }) => id)) + 1 };
    const all = await planNodes(isApart ? [...wanted, controller] : wanted, directory);
    const plans = all.slice(0, count);
    const controllers = isApart ? all.slice(count) : plans;
    for (const plan of all) await writeProperties(plan, { brokers: plans, controllers }, options);
    await formatStorages(libraries, all, controllers);
    for (const plan of all) running.push(startNode(libraries, plan, directory));
    for (const node of running.slice(0, count)) await waitUntilReady(node, count);
    const asksToLogIn = options.users !== undefined;
    const addresses = plans.map(({ brokerPort, thirdPort }) => `${HOST}:${asksToLogIn ? thirdPort : brokerPort}`);
    const nodes = controlOf(running, (plan) => startNode(libraries, plan, directory));
    return { bootstrapServers: addresses.join(','), nodes, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The directory of one version's jars. */
export function resolveLibraries(version: string): Promise<string> {
  return jarsOf(join('kafka', 'pom.xml'), version === KAFKA_VERSION ? 'kafka' : `kafka-${version}`, version);
}

/** The directory with the jars of Kafka's command line tools. */
export function resolveTools(): Promise<string> {
  return jarsOf(join('kafka', 'tools', 'pom.xml'), 'kafka-tools', KAFKA_VERSION);
}

/** Filled by Maven the first time and whenever the pom changes. */
async function jarsOf(pomPath: string, name: string, version: string): Promise<string> {
  const pom = join(PACKAGE_DIRECTORY, pomPath);
  const directory = join(CACHE_DIRECTORY, name);
  const libraries = join(directory, 'libs');
  await buildOnce(directory, await readFile(pom, 'utf8'), () =>
    runTool(
      'mvn',
      [
        '-q',
        '-B',
        '-f',
        pom,
        'dependency:copy-dependencies',
        '-DincludeScope=runtime',
        `-Dkafka.version=${version}`,
        `-DoutputDirectory=${libraries}`,
      ],
      { logFile: join(CACHE_DIRECTORY, 'logs', `${name}-resolve.log`) },
    ),
  );
  return libraries;
}

function wantedNodes(nodes: number | readonly KafkaNode[]): readonly KafkaNode[] {
  return typeof nodes === 'number' ? Array.from({ length: nodes }, (_, index) => ({ id: index + 1 })) : nodes;
}

async function planNodes(nodes: readonly KafkaNode[], directory: string): Promise<NodePlan[]> {
  const ports = await freePorts(3 * nodes.length);
  return Promise.all(
    nodes.map(async ({ id, port, advertisedPort }, index) => {
      const nodeDirectory = join(directory, `node-${id}`);
      await mkdir(nodeDirectory);
      const brokerPort = port ?? ports[3 * index] ?? 0;
      return {
        nodeId: id,
        brokerPort,
        advertisedPort: advertisedPort ?? brokerPort,
        controllerPort: ports[3 * index + 1] ?? 0,
        thirdPort: ports[3 * index + 2] ?? 0,
        directory: nodeDirectory,
        propertiesFile: join(nodeDirectory, 'server.properties'),
        logFile: join(nodeDirectory, 'server.log'),
      };
    }),
  );
}

/** Held open together so that they differ, then released for the broker to bind. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, HOST));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

/** Kafka's own defaults stay, but for what one machine and few nodes need; the caller's `config` wins. */
async function writeProperties(
  plan: NodePlan,
  { brokers, controllers }: { brokers: readonly NodePlan[]; controllers: readonly NodePlan[] },
  { config, users, racks, advertisedHost = HOST }: KafkaOptions,
): Promise<void> {
  const replicationFactor = Math.min(3, brokers.length);
  const roles = {
    broker: { isOne: brokers.includes(plan), listener: `PLAINTEXT://${HOST}:${plan.brokerPort}` },
    controller: { isOne: controllers.includes(plan), listener: `CONTROLLER://${HOST}:${plan.controllerPort}` },
  };
  const own = Object.entries(roles).filter(([, { isOne }]) => isOne);
  const properties = {
    'process.roles': own.map(([role]) => role).join(','),
    'node.id': plan.nodeId,
    'controller.quorum.voters': controllers.map((each) => `${each.nodeId}@${HOST}:${each.controllerPort}`).join(','),
    'controller.listener.names': 'CONTROLLER',
    listeners: own.map(([, { listener }]) => listener).join(','),
    'listener.security.protocol.map':
      'PLAINTEXT:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT',
    'log.dirs': dataDirectory(plan),
    [FIRST_CLEANING]: DAY_MS,
    'offsets.topic.replication.factor': replicationFactor,
    'transaction.state.log.replication.factor': replicationFactor,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.replication.factor': replicationFactor,
    'share.coordinator.state.topic.min.isr': 1,
    ...(plan.advertisedPort === plan.brokerPort && advertisedHost === HOST
      ? {}
      : forwardedProperties(plan, advertisedHost)),
    ...(users === undefined ? {} : saslProperties(plan, users)),
    ...(racks === undefined ? {} : { 'broker.rack': racks[brokers.indexOf(plan)] }),
    ...config,
  };
  const lines = Object.entries(properties).map(([key, value]) => `${key}=${value}`);
  await writeFile(plan.propertiesFile, `${lines.join('\n')}\n`);
}

/** Clients come through a proxy; brokers must find each other without it, whatever it does to the clients. */
function forwardedProperties(
  { brokerPort, advertisedPort, controllerPort, thirdPort }: NodePlan,
  advertisedHost: string,
): Record<string, string> {
  const internal = `INTERNAL://${HOST}:${thirdPort}`;
  return {
    listeners: `PLAINTEXT://${HOST}:${brokerPort},CONTROLLER://${HOST}:${controllerPort},${internal}`,
    'advertised.listeners': `PLAINTEXT://${advertisedHost}:${advertisedPort},${internal}`,
    'inter.broker.listener.name': 'INTERNAL',
  };
}

/** A third listener; brokers and this package's probes keep the plain one. */
function saslProperties(plan: NodePlan, users: Readonly<Record<string, string>>): Record<string, string> {
  const known = Object.entries(users).map(([name, password]) => `user_${name}="${password}"`);
  const { brokerPort, controllerPort, thirdPort } = plan;
  return {
    listeners: `PLAINTEXT://${HOST}:${brokerPort},CONTROLLER://${HOST}:${controllerPort},SASL_PLAINTEXT://${HOST}:${thirdPort}`,
    'sasl.enabled.mechanisms': 'PLAIN',
    'listener.name.sasl_plaintext.plain.sasl.jaas.config': `org.apache.kafka.common.security.plain.PlainLoginModule required ${known.join(' ')};`,
  };
}

/** One controller is formatted, which takes a JVM; the others are copies of it but for the ids. */
async function formatStorages(
  libraries: string,
  all: readonly NodePlan[],
  [first, ...others]: readonly NodePlan[],
): Promise<void> {
  assert(first !== undefined, 'there is a controller');
  await formatStorage(libraries, first);
  for (const plan of others) await cp(dataDirectory(first), dataDirectory(plan), { recursive: true });
  const properties = await readFile(metaPropertiesFile(first), 'utf8');
  for (const plan of all) {
    if (plan === first) continue;
    const own = properties
      .replace(/^node\.id=.*$/m, `node.id=${plan.nodeId}`)
      .replace(/^directory\.id=.*$/m, `directory.id=${randomBytes(16).toString('base64url')}`);
    await mkdir(dataDirectory(plan), { recursive: true });
    await writeFile(metaPropertiesFile(plan), own);
  }
}

async function formatStorage(libraries: string, plan: NodePlan): Promise<void> {
  const clusterId = 'dGVzdGthLWNvbmZvcm1hbg'; // 16 bytes in base64url, the shape of a cluster id
  await runTool(
    'java',
    [...javaOptions(libraries), 'kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', plan.propertiesFile],
    { logFile: join(plan.directory, 'format.log') },
  );
}

function dataDirectory({ directory }: NodePlan): string {
  return join(directory, 'data');
}

function metaPropertiesFile(plan: NodePlan): string {
  return join(dataDirectory(plan), 'meta.properties');
}

/** They live for a minute: what a JVM does for those that stay only costs time here. */
function javaOptions(libraries: string): string[] {
  const jvm = ['-Xms256m', '-Xmx1g', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];
  return [...jvm, '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn', '-cp', join(libraries, '*')];
}

function startNode(libraries: string, plan: NodePlan, directory: string): RunningNode {
  const log = openSync(plan.logFile, 'a');
  // In a group of its own: Ctrl-C is for this process, and Kafka's orderly shutdown on SIGINT could outlive it.
  const server = spawn('java', [...javaOptions(libraries), 'kafka.Kafka', plan.propertiesFile], {
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  return { plan, server, watchdog: spawnWatchdog(server, directory) };
}

/**
 * A shell that waits for the end of its standard input, which the kernel closes when this process dies for whatever
 * reason, SIGKILL included, and then kills the node and removes the data. An exit handler could not promise that.
 */
function spawnWatchdog(server: ChildProcess, directory: string): ChildProcess {
  const script = 'cat >/dev/null; kill -9 "$1" 2>/dev/null; rm -rf "$2"';
  const watchdog = spawn('sh', ['-c', script, 'watchdog', String(server.pid), directory], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  return watchdog;
}

/** @param running a node that is started again takes the place of its predecessor */
function controlOf(running: RunningNode[], start: (plan: NodePlan) => RunningNode): NodeControl {
  const nodeOf = (id: number): RunningNode => {
    const node = running.find(({ plan }) => plan.nodeId === id);
    if (node === undefined) throw new Error(`there is no node ${id}`);
    return node;
  };
  const signal = async (id: number, name: 'SIGSTOP' | 'SIGCONT'): Promise<void> => {
    nodeOf(id).server.kill(name);
  };
  return {
    stop: (id) => end(nodeOf(id).server, 'SIGTERM'),
    kill: (id) => end(nodeOf(id).server, 'SIGKILL'),
    start: async (id) => {
      const stopped = nodeOf(id);
      await end(stopped.watchdog, 'SIGKILL');
      const node = start(stopped.plan);
      running[running.indexOf(stopped)] = node;
      await waitUntilReady(node, 1);
    },
    pause: (id) => signal(id, 'SIGSTOP'),
    resume: (id) => signal(id, 'SIGCONT'),
  };
}

/** The server first: as long as it runs, something must be there to kill it. */
async function stopNode(node: RunningNode): Promise<void> {
  await end(node.server, 'SIGKILL');
  await end(node.watchdog, 'SIGKILL');
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (!isAlive(child)) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}

function isAlive(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

/** Ready means: the broker answers ApiVersions and its Metadata lists so many nodes as alive. */
async function waitUntilReady(node: RunningNode, nodeCount: number): Promise<void> {
  const address = { host: HOST, port: node.plan.brokerPort };
  const deadline = performance.now() + START_TIMEOUT_MS;
  let reason = 'nothing tried yet';
  while (performance.now() < deadline) {
    if (node.server.exitCode !== null || node.server.signalCode !== null) break;
    try {
      await probeApiVersions(address, PROBE_TIMEOUT_MS);
      const brokerCount = await probeBrokerCount(address, PROBE_TIMEOUT_MS);
      if (brokerCount >= nodeCount) return;
      reason = `${brokerCount} of ${nodeCount} brokers alive`;
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
    await delay(POLL_INTERVAL_MS);
  }
  throw new Error(`Kafka node ${node.plan.nodeId} did not start (${reason}):\n${await tail(node.plan.logFile)}`);
}
