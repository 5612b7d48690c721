import { checkText, checkTopicName } from './check.ts';
import { ClockHandle } from './clock-handle.ts';
import { clientConnection } from './client-connection.ts';
import { connectionTo } from './connection-info.ts';
import { type BrokerContext, checkOpen } from './context.ts';
import { createTopics } from './create-topics.ts';
import { asyncDispose } from './dispose.ts';
import { BrokerError } from './errors.ts';
import { explain } from './explain.ts';
import { handleOf } from './faults/fault-handle.ts';
import { hold, inject, intercept } from './faults/inject.ts';
import { formatValue } from './format.ts';
import { GroupHandle } from './group/group-handle.ts';
import { inspect } from './inspect.ts';
import { checkCloseOptions, complain } from './leftovers/complain.ts';
import { findLeftovers } from './leftovers/find-leftovers.ts';
import { settledLeftovers } from './leftovers/settle.ts';
import { SUBJECT, type Subject } from './matching/subject.ts';
import { checkNode } from './nodes/leader.ts';
import { NodeHandle } from './nodes/node-handle.ts';
import type { Nodes } from './nodes/nodes.ts';
import { resolveTopics } from './options/resolve-topics.ts';
import { resetBroker, restoreBroker } from './restore.ts';
import { takeState } from './state/broker-state.ts';
import { snapshotOf, stateOf } from './state/snapshot-handle.ts';
import { TopicHandle } from './topic-handle.ts';
import type { ApiName } from './types/apis.ts';
import type { Broker, ClientConnection, Connection } from './types/broker.ts';
import type { Clock } from './types/clock.ts';
import type { Fault, FaultHandle, Gate, Interceptor, RequestMatch } from './types/fault.ts';
import type { Group } from './types/group.ts';
import type { Leftover, LeftoversOption } from './types/leftover.ts';
import type { Node } from './types/node.ts';
import type { Snapshot } from './types/snapshot.ts';
import type { TopicsOption } from './types/options.ts';
import type { Topic, TopicReadOptions } from './types/topic.ts';
import type { Trace } from './types/trace.ts';
import { TraceHandle } from './trace/trace-handle.ts';
import { callSite } from './waits/call-site.ts';
import { type IdleOptions, waitForIdle } from './waits/wait-for-idle.ts';

/** The broker of a test: the public face of a cluster. */
export class EmbeddedBroker implements Broker {
  readonly bootstrapServers: string;
  readonly connection: Connection;
  readonly clock: Clock;
  readonly trace: Trace;
  readonly #context: BrokerContext;
  readonly #nodes: Nodes;
  /** With what was left. */
  #closed: Promise<readonly Leftover[]> | undefined;

  constructor(context: BrokerContext, nodes: Nodes) {
    this.#context = context;
    this.#nodes = nodes;
    this.bootstrapServers = nodes.addresses.join(',');
    this.connection = connectionTo(nodes.addresses, undefined);
    this.clock = new ClockHandle(context);
    this.trace = new TraceHandle(context);
  }

  connectionAs(username: string): Connection {
    const { users } = this.#context.options;
    checkText({ name: 'the username', value: username, code: 'ERR_UNKNOWN_USER' });
    const password = users === 'any' ? username : users === 'none' ? undefined : users.get(username);
    if (password !== undefined) return connectionTo(this.#nodes.addresses, { username, password });
    const known =
      users === 'none' || users === 'any'
        ? 'the broker asks nobody to log in'
        : `there are ${[...users.keys()].join(', ')}`;
    throw new BrokerError(
      'ERR_UNKNOWN_USER',
      `there is no user ${formatValue(username)}; ${known}. Name users with createBroker({ security: { users } })`,
    );
  }

  get clusterId(): string {
    return this.#context.view.metadata.clusterId;
  }

  get topics(): readonly Topic[] {
    return [...this.#usable.view.metadata.topics]
      .filter(({ isInternal }) => !isInternal)
      .map(({ name }) => new TopicHandle(this.#context, name));
  }

  topic(name: string, options: TopicReadOptions = {}): Topic {
    return new TopicHandle(this.#usable, name, options);
  }

  async createTopics(topics: TopicsOption): Promise<void> {
    checkOpen(this.#context);
    await createTopics(this.#context, resolveTopics(topics, 'topics'));
  }

  uniqueName(base: string): string {
    const text = checkText({ name: 'the base of a unique name', value: base, code: 'ERR_INVALID_ARGUMENT' });
    // Also where it is for a group: the same helper of a test gives names to both.
    checkTopicName(`${text}-0000`);
    return this.#context.names.next(text);
  }

  get groups(): readonly Group[] {
    return [...this.#usable.view.groups.groups()].map(({ groupId }) => new GroupHandle(this.#context, groupId));
  }

  group(groupId: string): Group {
    return new GroupHandle(this.#usable, groupId);
  }

  get nodes(): readonly Node[] {
    return this.#nodes.servers.map((server) => new NodeHandle(this.#usable, server));
  }

  node(id: number): Node {
    return new NodeHandle(this.#usable, this.#nodes.server(checkNode(this.#context, id)));
  }

  get connections(): readonly ClientConnection[] {
    return [...this.#usable.view.connections.values()].map((connection) => clientConnection(connection, this.#context));
  }

  inject<A extends ApiName>(fault: Fault<A>): FaultHandle {
    return inject(this.#context, fault, callSite());
  }

  hold<A extends ApiName>(match: RequestMatch<A> & { readonly skip?: number }): Gate<A> {
    return hold(this.#context, match, callSite());
  }

  intercept<A extends ApiName>(api: A | readonly A[] | '*', interceptor: Interceptor<A>): FaultHandle {
    return intercept(this.#context, { api, interceptor }, callSite());
  }

  get faults(): readonly FaultHandle[] {
    return this.#context.faults.inForce.map((entry) => handleOf(this.#context, entry));
  }

  get warnings(): readonly string[] {
    const { options, view } = this.#context;
    return [...options.unsupported.map(({ warning }) => warning), ...view.warnings];
  }

  explain(): string {
    return explain(this.#usable);
  }

  async reset(): Promise<void> {
    await resetBroker(this.#usable, this.#nodes, callSite());
  }

  snapshot(): Snapshot {
    return snapshotOf(takeState(this.#context));
  }

  async restore(snapshot: Snapshot): Promise<void> {
    await restoreBroker(this.#usable, this.#nodes, stateOf(snapshot, 'the snapshot'), callSite());
  }

  async fork(...given: readonly unknown[]): Promise<Broker> {
    if (given.some((each) => each !== undefined)) {
      const wayOut = 'a fork has the options of its broker; others need createBroker({ from: broker.snapshot(), … })';
      throw new BrokerError('ERR_INVALID_ARGUMENT', `fork() takes no options: ${wayOut}`);
    }
    const { options, since, startAnother, waits } = this.#context;
    const nodes = options.nodes.map((node) => ({ ...node, port: 0, advertisedPort: undefined }));
    return await startAnother({ ...options, nodes, topics: [], from: takeState(this.#context) }, since, waits.testTime);
  }

  async waitForIdle(options: IdleOptions = {}): Promise<void> {
    checkOpen(this.#context);
    await waitForIdle(this.#context, options, callSite());
  }

  fromNow(): Broker {
    const { driver, journal, view } = this.#usable;
    const requestsSince = journal.mark(driver.clock.now());
    return new EmbeddedBroker({ ...this.#context, since: view.sequence, requestsSince }, this.#nodes);
  }

  leftovers(): Leftover[] {
    return findLeftovers(this.#usable);
  }

  async close(options: { leftovers?: LeftoversOption } = {}): Promise<void> {
    const mode = checkCloseOptions(options);
    const isFirst = this.#closed === undefined;
    this.#closed ??= this.#close(mode);
    const left = await this.#closed;
    if (isFirst) complain(left, mode, 'when the broker was closed');
  }

  async [asyncDispose](): Promise<void> {
    await this.close();
  }

  /** What matchers look at. */
  get [SUBJECT](): Subject {
    return { kind: 'broker', name: this.bootstrapServers, context: this.#context };
  }

  /** What failed assertions print. */
  toJSON(): object {
    return { bootstrapServers: this.bootstrapServers, topics: this.topics, groups: this.groups };
  }

  /** What console.log prints. */
  [inspect](): object {
    return this.toJSON();
  }

  /** @throws BrokerError ERR_BROKER_BROKEN; what a closed broker held can still be read */
  get #usable(): BrokerContext {
    const { end } = this.#context.driver;
    if (end?.code === 'ERR_BROKER_BROKEN') throw end;
    return this.#context;
  }

  async #close(mode: LeftoversOption): Promise<readonly Leftover[]> {
    const { clientSockets, driver, waits } = this.#context;
    const left = mode === 'ignore' ? [] : await settledLeftovers(this.#context);
    const end = new BrokerError('ERR_BROKER_CLOSED', 'the broker is closed; create another one with createBroker()');
    const closing = this.#nodes.end();
    driver.stop(end);
    waits.end(end);
    clientSockets.stop();
    await closing;
    return left;
  }
}
