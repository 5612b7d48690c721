import type { ApiName } from '@testka/protocol';
import { Normalizer } from './normalize.ts';
import { type Answer, type Body, type Outcome, RawClient } from './raw-client.ts';

/** One thing asked, and what came of it, made comparable. */
export interface Step {
  readonly label: string;
  readonly outcome: unknown;
}

export interface Script {
  readonly name: string;
  /** Broker configs that both sides are started with. */
  readonly config?: Readonly<Record<string, string>>;
  run(play: Play): Promise<void>;
}

const RETRIABLE_WHILE_STARTING = new Set([3, 5, 6, 14, 15, 16]);

/** A script being played against one broker. Topic and group names are the same on both sides and new in each script. */
export class Play {
  readonly steps: Step[] = [];
  readonly #bootstrapServers: string;
  readonly #prefix: string;
  readonly #normalizer = new Normalizer();
  readonly #clients: RawClient[] = [];

  constructor(bootstrapServers: string, prefix: string) {
    this.#bootstrapServers = bootstrapServers;
    this.#prefix = prefix;
  }

  name(base: string): string {
    return `${this.#prefix}-${base}`;
  }

  async connect(clientId = 'raw'): Promise<RawClient> {
    const client = await RawClient.connect(this.#bootstrapServers, clientId);
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
    patienceMs?: number,
  ): Promise<Answer<A> | undefined> {
    const outcome = await client.ask(api, version, body, patienceMs);
    return this.note(`${label} (${api} v${version})`, outcome);
  }

  /** Asks on a connection of its own, for what may close it. */
  async askAlone<A extends ApiName>(
    label: string,
    api: A,
    version: number,
    body: Body<A>,
    patienceMs?: number,
  ): Promise<Answer<A> | undefined> {
    const client = await this.connect();
    const answer = await this.ask(label, client, api, version, body, patienceMs);
    client.close();
    return answer;
  }

  note<A extends ApiName>(label: string, outcome: Outcome<A>): Answer<A> | undefined {
    const response = outcome.kind === 'answered' ? outcome.response : undefined;
    this.steps.push({ label, outcome: response === undefined ? outcome.kind : this.#normalizer.of(response) });
    return response;
  }

  noteText(label: string, outcome: unknown): void {
    this.steps.push({ label, outcome: this.#normalizer.of(outcome) });
  }

  /** Asks without writing down, until no error says that the broker is not there yet. */
  async settle<A extends ApiName>(client: RawClient, api: A, version: number, body: Body<A>): Promise<Answer<A>> {
    for (let attempt = 0; attempt < 200; attempt++) {
      const outcome = await client.ask(api, version, body);
      if (outcome.kind !== 'answered') throw new Error(`${api} v${version} was not answered: ${outcome.kind}`);
      if (!errorCodesIn(outcome.response).some((code) => RETRIABLE_WHILE_STARTING.has(code))) return outcome.response;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`${api} v${version} did not settle`);
  }

  /** A topic that can be used at once. */
  async createTopic(
    client: RawClient,
    base: string,
    numPartitions = 1,
    configs: Record<string, string> = {},
  ): Promise<{ name: string; topicId: string }> {
    const name = this.name(base);
    const topic = {
      name,
      numPartitions,
      replicationFactor: 1,
      assignments: [],
      configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
    };
    await this.settle(client, 'CreateTopics', 7, { topics: [topic], timeoutMs: 10_000 });
    const asked = [{ topicId: 'AAAAAAAAAAAAAAAAAAAAAA', name }];
    const metadata = await this.settle(client, 'Metadata', 12, {
      topics: asked,
      allowAutoTopicCreation: false,
      includeClusterAuthorizedOperations: false,
      includeTopicAuthorizedOperations: false,
    });
    const offsets = Array.from({ length: numPartitions }, (_, partitionIndex) => ({ partitionIndex, timestamp: -1 }));
    await this.settle(client, 'ListOffsets', 5, {
      replicaId: -1,
      isolationLevel: 0,
      timeoutMs: 0,
      topics: [{ name, partitions: offsets }],
    });
    return { name, topicId: metadata.topics[0]?.topicId ?? '' };
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

export async function playScript(script: Script, bootstrapServers: string, prefix: string): Promise<Step[]> {
  const play = new Play(bootstrapServers, prefix);
  try {
    await script.run(play);
  } finally {
    play.close();
  }
  return play.steps;
}
