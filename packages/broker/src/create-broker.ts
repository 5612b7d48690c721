import type { Cluster, ClusterOptions, MessageSets, ReleaseName } from '@testka/core';
import type { BrokerContext } from './context.ts';
import { createTopics, missingTopics } from './create-topics.ts';
import { BrokerClock } from './clock.ts';
import { ConnectionRoles } from './connection-roles.ts';
import { Driver } from './driver.ts';
import { EmbeddedBroker } from './embedded-broker.ts';
import { BrokerError } from './errors.ts';
import { formatValue } from './format.ts';
import { BEGINNING, causeOf, Journal } from './journal/journal.ts';
import { describeFault } from './faults/describe-fault.ts';
import { FaultBook } from './faults/fault-book.ts';
import { ClientSockets } from './leftovers/client-sockets.ts';
import type { ConnectionListener } from './listener.ts';
import { Nodes } from './nodes/nodes.ts';
import { type ResolvedOptions, resolveOptions } from './options/resolve-options.ts';
import { restoreHandling } from './state/broker-state.ts';
import { markBeginning } from './state/beginning.ts';
import type { Broker } from './types/broker.ts';
import type { BrokerOptions, TopicsOption, TopicValues, Unsupported } from './types/options.ts';
import type { TopicCodecs } from './messages/encode-message.ts';
import { recordCheckOf } from './messages/record-check.ts';
import { noteCall, noteCommand } from './trace/moments.ts';
import { Recording } from './trace/recording.ts';
import { UniqueNames } from './unique-names.ts';
import type { TestTime } from './waits/test-time.ts';
import { Waits } from './waits/waits.ts';

/**
 * Starts a Kafka broker in this process, on 127.0.0.1 and a free port. When it resolves, the topics of the options exist
 * with their leaders, and clients can connect. It keeps no process alive.
 *
 * ```ts
 * await using broker = await createBroker({ topics: ['orders'] })
 * const kafka = new Kafka({ clientId: 'api', ...broker.connection.kafkajs })
 * ```
 * @throws BrokerError for whatever is wrong with the options; ERR_PORT_IN_USE, ERR_LISTEN_FAILED
 */
// oxlint-disable-next-line typescript/no-empty-object-type -- without options there are no topics with types
export async function createBroker<const T extends TopicsOption = {}>(
  options?: BrokerOptions<T>,
): Promise<Broker<TopicValues<T>>> {
  return await startBroker(resolveOptions(options), 0);
}

/**
 * @param since the event from which messages count; 0: all do
 * @param testTime of the test in which it is forked
 */
async function startBroker(resolved: ResolvedOptions, since: number, testTime?: TestTime): Promise<Broker> {
  // Half of the code, and of the time to load it: paid when a broker is made, not by whoever only imports this package.
  const { Cluster } = await import('@testka/core/cluster');
  const messageSets = await loadMessageSets(resolved.release);
  const chaos = await loadChaos(resolved);
  const { from } = resolved;
  const context = buildContext(
    resolved,
    since,
    (options) => new Cluster({ ...options, messageSets, chaos }, from?.cluster),
  );
  context.waits.testTime = testTime;
  if (resolved.clock === 'manual') context.driver.freeze();
  const nodes = await start(context);
  markBeginning(context);
  resolved.logger.debug(`testka: listening on ${nodes.addresses.join(', ')}`);
  return new EmbeddedBroker(context, nodes);
}

/** The formats that 4.0 removed: not for those who do not ask for them. */
async function loadMessageSets(release: ReleaseName): Promise<MessageSets | undefined> {
  if (release !== '3.9') return undefined;
  const { messageSets } = await import('@testka/core/message-sets');
  return messageSets;
}

/** Not for those who do not ask for it either. */
async function loadChaos({ chaos }: ResolvedOptions): Promise<ClusterOptions['chaos']> {
  if (chaos === undefined) return undefined;
  const { Chaos, mayAct } = await import('@testka/core/chaos');
  if (chaos.apis !== '*' && !mayAct(chaos)) {
    const [kinds, apis] = [[...chaos.kinds].join(', '), [...chaos.apis].join(', ')];
    const problem = `the option chaos could never act: of the kinds ${kinds} nothing happens to requests of ${apis}`;
    throw new BrokerError('ERR_INVALID_OPTION', `${problem}; give it others, or leave them out`);
  }
  return new Chaos(chaos);
}

function buildContext(
  options: ResolvedOptions,
  since: number,
  createCluster: (options: ClusterOptions) => Cluster,
): BrokerContext {
  const { release, seed, clusterId, nodes, configs, users, maxFetchWaitMs, logger } = options;
  const brokers = nodes.map(({ id, rack }) => ({ id, rack }));
  const codecs = new Map<string, TopicCodecs>();
  const limits = { maxFetchWaitMs };
  const recordCheck = recordCheckOf(codecs);
  const cluster = { release, seed, clusterId, brokers, configs, users, limits, recordCheck };
  const faults = new FaultBook();
  const driver = new Driver(
    (now) => createCluster({ ...cluster, now }),
    {
      changed: () => {
        waits.changed();
        reportWarnings(context);
      },
      asked: ({ fault, call, exchange }) => faults.entry(fault)?.interception?.ask(call, exchange),
      called: (api, request, response) => noteCall(context, { api, request, response }),
      administers: (command) => noteCommand(context, command),
      proceeded: ({ fault, call, response }) => faults.entry(fault)?.interception?.proceeded(call, response),
      broke: (error) => {
        logger.error(`testka: ${error.message}`);
        waits.end(error);
      },
    },
    clockOf(options),
  );
  const waits = new Waits(driver, options.waitTimeoutMs);
  const journal = new Journal(driver.view, driver.clock.now());
  const recording = new Recording(options.trace);
  const context: BrokerContext = {
    options,
    driver,
    view: driver.view,
    waits,
    journal,
    since,
    requestsSince: BEGINNING,
    codecs,
    keyless: new Map(),
    names: new UniqueNames(driver.view, seed),
    beginning: { state: undefined },
    startAnother: startBroker,
    holds: new Set(),
    recording,
    clientSockets: new ClientSockets((port) => driver.view.metadata.nodes().some((node) => node.port === port)),
    roles: new ConnectionRoles(),
    faults,
    warningsTold: { count: 0 },
  };
  observe(context);
  return context;
}

/** What clients ask is kept for reports, waits and the trace. */
function observe({ clientSockets, driver, faults, journal, recording, roles }: BrokerContext): void {
  driver.observe((exchange) => {
    const acted = exchange.faults.flatMap((id) => faults.entry(id)?.core ?? []);
    journal.see(exchange, acted);
    const { connection, trouble } = exchange;
    if (roles.see(exchange) && connection !== undefined) clientSockets.keep(connection.peer);
    const byChaos = trouble === undefined ? [] : [`chaos: ${describeFault(trouble)}`];
    if (!recording.isOn) return;
    const names = [...acted.map(describeFault), ...byChaos];
    recording.add(exchange, { faults: names, cause: causeOf(exchange, acted), number: journal.answered });
  });
}

/** Topics first, so that whoever gets in finds them. What was begun is given up when something fails. */
async function start(context: BrokerContext): Promise<Nodes> {
  try {
    reportUnsupported(context.options, context.options.unsupported);
    if (context.options.from !== undefined) restoreHandling(context, context.options.from);
    await createTopics(
      context,
      missingTopics(context, { specs: context.options.topics, origin: 'the snapshot of the option from' }),
    );
    context.clientSockets.start();
    return await Nodes.open(context, connectionListener(context));
  } catch (error) {
    context.clientSockets.stop();
    context.driver.stop(new BrokerError('ERR_BROKER_CLOSED', 'the broker could not be started'));
    throw error;
  }
}

/** A manual clock stands where it stood when the snapshot was taken; another one is not behind it. */
function clockOf({ clock: kind, from }: ResolvedOptions): BrokerClock {
  const clock = new BrokerClock();
  if (kind === 'manual') clock.freeze();
  const aheadMs = (from?.cluster.takenAtMs ?? -Infinity) - clock.now();
  if (aheadMs > 0 || (kind === 'manual' && from !== undefined)) clock.advance(aheadMs);
  return clock;
}

function connectionListener({ options, journal, roles }: BrokerContext): ConnectionListener {
  return {
    opened: (connection) => {
      journal.connectionsSeen += 1;
      options.logger.debug(`testka: connection ${connection} opened`);
    },
    closed: (connection, reason) => {
      roles.closed(connection);
      journal.connectionClosed(connection, reason);
      options.logger.debug(`testka: connection ${connection} closed${reason === undefined ? '' : `: ${reason}`}`);
    },
  };
}

/** Warnings that came up while the broker runs: a client has set something that has no effect. */
function reportWarnings({ view, options, warningsTold }: BrokerContext): void {
  if (view.warnings.size === warningsTold.count) return;
  const fresh = [...view.warnings].slice(warningsTold.count);
  warningsTold.count = view.warnings.size;
  for (const warning of fresh) {
    try {
      reportUnsupported(options, [{ kind: 'config', name: '', warning }]);
    } catch (error) {
      // It is a client that has asked: there is nobody up the stack whom the test's own error would reach.
      options.logger.error(`testka: onUnsupported threw ${formatValue(error)} of: ${warning}`);
    }
  }
}

function reportUnsupported({ onUnsupported, logger }: ResolvedOptions, unsupported: readonly Unsupported[]): void {
  for (const what of unsupported) {
    if (typeof onUnsupported === 'function') onUnsupported(what);
    else logger.warn(`testka: ${what.warning}`);
  }
}
