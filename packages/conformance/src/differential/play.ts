import { inspect } from 'node:util';
import { type ApiName, ZERO_UUID } from '@testka/protocol';
import type { NodeControl } from '../kafka.ts';
import { Normalizer } from './normalize.ts';
import { type Answer, type Body, type Outcome, RawClient } from './raw-client.ts';
import type { Question } from './sets.ts';
import { type Asked, digest, shapeOf } from './shape.ts';

/** One thing asked, and what came of it, made comparable. */
export interface Step {
  readonly label: string;
  /** Absent when it was no request of an API, such as bytes that are none. */
  readonly asked?: Asked;
  readonly outcome: unknown;
}

export interface Script {
  readonly name: string;
  /** Brokers of the cluster that both sides are started with, ids from 1. Default 1. */
  readonly nodes?: 1 | 3;
  /** Racks of the brokers, in the order of their ids. Default: none. */
  readonly racks?: readonly string[];
  /** It stops brokers, so that no other script can share its cluster. */
  readonly ownCluster?: boolean;
  /** Broker configs that both sides are started with, over those of `set-up.ts`. */
  readonly config?: Readonly<Record<string, string>>;
  /** Clients must log in with SASL PLAIN as one of these, by name, with the password. */
  readonly users?: Readonly<Record<string, string>>;
  run(play: Play): Promise<void>;
}

/** A request on its way, whose answer is asked for later. */
export interface Pending<A extends ApiName> {
  readonly api: A;
  readonly version: number;
  readonly asked: Asked;
  readonly body: Body<A>;
  readonly client: RawClient;
  readonly correlationId: number;
}

interface Noted {
  readonly asked?: Asked;
  readonly question?: Question | undefined;
}

interface AskOptions<A extends ApiName> {
  readonly patienceMs?: number;
  /** What of the answer is compared, when it is not all: what it says of things that are not the script's, for instance. */
  readonly see?: (answer: Answer<A>) => unknown;
}

export interface CreatedTopic {
  readonly name: string;
  readonly topicId: string;
}

const RETRIABLE_WHILE_STARTING = new Set([3, 5, 6, 14, 15, 16]);
/** How long what should close a connection may take. */
const REFUSAL_MS = 3000;

/** A script being played against one broker. Topic and group names are the same on both sides and new in each script. */
export class Play {
  readonly steps: Step[] = [];
  readonly #addresses: readonly string[];
  readonly #prefix: string;
  readonly #nodes: NodeControl | undefined;
  readonly #normalizer = new Normalizer();
  readonly #clients: RawClient[] = [];
  readonly #quietClients = new Map<number, RawClient>();

  constructor(bootstrapServers: string, prefix: string, nodes?: NodeControl) {
    this.#nodes = nodes;
    this.#addresses = bootstrapServers.split(',');
    this.#prefix = prefix;
  }

  name(base: string): string {
    return `${this.#prefix}-${base}`;
  }

  /** To stop, start and pause brokers: only where the cluster is this run's own. */
  get nodes(): NodeControl {
    if (this.#nodes === undefined) throw new Error('the brokers of this cluster cannot be controlled');
    return this.#nodes;
  }

  /** A connection to a broker of the cluster, by its id. */
  async connect(clientId = 'raw', node = 1): Promise<RawClient> {
    const address = this.#addresses[node - 1];
    if (address === undefined) throw new Error(`there is no node ${node}`);
    const client = await RawClient.connect(address, clientId);
    this.#clients.push(client);
    return client;
  }

  /** Asks, and writes down what came of it. */
  async ask<A extends ApiName>(
    label: string,
    client: RawClient,
    api: A,
    version: number,
    body: Body<A>,
    options: AskOptions<A> = {},
  ): Promise<Answer<A> | undefined> {
    return this.answer(label, this.send(client, api, version, body), options);
  }

  /** Asks on a connection of its own, for what may close it. */
  async askAlone<A extends ApiName>(
    label: string,
    api: A,
    version: number,
    body: Body<A>,
    options: AskOptions<A> = {},
  ): Promise<Answer<A> | undefined> {
    const client = await this.connect();
    const answer = await this.ask(label, client, api, version, body, options);
    client.close();
    return answer;
  }

  /** Sends a request that is answered later, when something else has happened. */
  send<A extends ApiName>(client: RawClient, api: A, version: number, body: Body<A>): Pending<A> {
    const asked = { api, version, shape: shapeOf(api, version, body, this.#prefix) };
    return { api, version, asked, body, client, correlationId: client.send(api, version, body) };
  }

  /** Waits for the answer, and writes down what came of it. */
  async answer<A extends ApiName>(
    label: string,
    { api, version, asked, body, client, correlationId }: Pending<A>,
    { patienceMs, see = (answer) => answer }: AskOptions<A> = {},
  ): Promise<Answer<A> | undefined> {
    const outcome: Outcome<A> = await client.answerTo(api, version, correlationId, patienceMs);
    const response = outcome.kind === 'answered' ? outcome.response : undefined;
    this.#write(label, response === undefined ? outcome.kind : see(response), {
      asked,
      question: { api, request: body },
    });
    return response;
  }

  /** Sends bytes that may be no request at all, and writes down whether they were answered. */
  async askFrame(label: string, api: ApiName, version: number, frame: Buffer): Promise<void> {
    const client = await this.connect();
    client.sendFrame(frame);
    const answer = await client.nextFrame(REFUSAL_MS);
    this.#write(label, typeof answer === 'string' ? answer : 'answered', {
      asked: { api, version, shape: `frame ${digest(frame)}` },
    });
    client.close();
  }

  /** @param question what was asked, when it is an answer: sets in it are put in order. */
  noteText(label: string, outcome: unknown, question?: Question): void {
    this.#write(label, outcome, { question });
  }

  #write(label: string, outcome: unknown, { asked, question }: Noted): void {
    this.steps.push({
      label: asked === undefined ? label : `${label} (${asked.api} v${asked.version})`,
      ...(asked === undefined ? {} : { asked }),
      outcome: this.#normalizer.of(outcome, question),
    });
  }

  /** Asks without writing down, until no error says that the broker is not there yet. */
  settle<A extends ApiName>(client: RawClient, api: A, version: number, body: Body<A>): Promise<Answer<A>> {
    return this.until(client, api, version, body, (answer) => {
      return !errorCodesIn(answer).some((code) => RETRIABLE_WHILE_STARTING.has(code));
    });
  }

  /** Asks without writing down, until the answer is what it should be. */
  async until<A extends ApiName>(
    client: RawClient,
    api: A,
    version: number,
    body: Body<A>,
    isDone: (answer: Answer<A>) => boolean,
  ): Promise<Answer<A>> {
    let last: Answer<A> | undefined;
    for (let attempt = 0; attempt < 1200; attempt++) {
      const outcome = await client.ask(api, version, body);
      if (outcome.kind !== 'answered') throw new Error(`${api} v${version} was not answered: ${outcome.kind}`);
      last = outcome.response;
      if (isDone(last)) return last;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    const { label = 'the start' } = this.steps.at(-1) ?? {};
    throw new Error(`after "${label}" ${api} v${version} did not settle: ${inspect(last, { depth: null })}`);
  }

  /** A topic that can be used at once, on the first broker. */
  createTopic(
    client: RawClient,
    base: string,
    numPartitions = 1,
    configs: Record<string, string> = {},
  ): Promise<CreatedTopic> {
    return this.placeTopic(
      client,
      base,
      Array.from({ length: numPartitions }, () => [1]),
      configs,
    );
  }

  /** A topic whose partitions have these replicas, the leader first; it can be used at once on every broker. */
  async placeTopic(
    client: RawClient,
    base: string,
    replicas: readonly (readonly number[])[],
    configs: Record<string, string> = {},
  ): Promise<CreatedTopic> {
    const name = this.name(base);
    const topic = {
      name,
      numPartitions: -1,
      replicationFactor: -1,
      assignments: replicas.map((brokerIds, partitionIndex) => ({ partitionIndex, brokerIds: [...brokerIds] })),
      configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
    };
    const created = await this.settle(client, 'CreateTopics', 7, { topics: [topic], timeoutMs: 10_000 });
    const errorCode = created.topics[0]?.errorCode;
    if (errorCode !== 0) throw new Error(`${name} was not created: error ${errorCode}`);
    let topicId = '';
    for (const [index] of this.#addresses.entries()) {
      const node = await this.#quiet(index + 1);
      topicId = await this.#topicIdAt(node, name);
      const led = replicas.flatMap(([leader], partition) => (leader === index + 1 ? [partition] : []));
      await this.settle(node, 'ListOffsets', 5, {
        replicaId: -1,
        isolationLevel: 0,
        timeoutMs: 0,
        topics: [{ name, partitions: led.map((partitionIndex) => ({ partitionIndex, timestamp: -1 })) }],
      });
      const held = replicas.flatMap((ids, partition) => (ids.includes(index + 1) ? [partition] : []));
      await this.#untilHeld(node, name, held);
    }
    this.#normalizer.learnTopic(topicId, base);
    return { name, topicId };
  }

  /** Followers make their logs a little after the leader has. */
  async #untilHeld(node: RawClient, topic: string, partitions: readonly number[]): Promise<void> {
    if (partitions.length === 0) return;
    const body = { topics: [{ topic, partitions: [...partitions] }] };
    await this.until(node, 'DescribeLogDirs', 1, body, ({ results }) => {
      return results.flatMap((each) => each.topics.flatMap((found) => found.partitions)).length === partitions.length;
    });
  }

  /** This script's own connection to a broker for what is not written down. */
  async #quiet(node: number): Promise<RawClient> {
    const known = this.#quietClients.get(node);
    if (known !== undefined) return known;
    const client = await this.connect('quiet', node);
    this.#quietClients.set(node, client);
    return client;
  }

  async #topicIdAt(client: RawClient, name: string): Promise<string> {
    const metadata = await this.settle(client, 'Metadata', 12, {
      topics: [{ topicId: ZERO_UUID, name }],
      allowAutoTopicCreation: false,
      includeClusterAuthorizedOperations: false,
      includeTopicAuthorizedOperations: false,
    });
    return metadata.topics[0]?.topicId ?? '';
  }

  /** A group whose coordinator has loaded. */
  async group(client: RawClient, base: string): Promise<string> {
    const groupId = this.name(base);
    await this.settle(client, 'FindCoordinator', 2, { key: groupId, keyType: 0, coordinatorKeys: [] });
    await this.settle(client, 'OffsetFetch', 5, { groupId, topics: null, groups: [], requireStable: false });
    return groupId;
  }

  close(): void {
    for (const client of this.#clients) client.close();
  }
}

function errorCodesIn(value: unknown): number[] {
  if (Array.isArray(value)) return value.flatMap(errorCodesIn);
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => (key === 'errorCode' ? [Number(item)] : errorCodesIn(item)));
}

export async function playScript(
  script: Script,
  bootstrapServers: string,
  prefix: string,
  nodes?: NodeControl,
): Promise<Step[]> {
  const play = new Play(bootstrapServers, prefix, nodes);
  try {
    await script.run(play);
  } finally {
    play.close();
  }
  return play.steps;
}
