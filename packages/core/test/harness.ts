import {
  ApiKey,
  type ApiName,
  buildRecordBatch,
  codecOf,
  encodeRequestHeader,
  type Infer,
  type InferInput,
  type Message,
  Reader,
  Writer,
} from '@testka/protocol';
import * as protocol from '@testka/protocol';
import { Cluster } from '../src/cluster.ts';
import type { ClusterOptions, ClusterSnapshot, Effect } from '../src/index.ts';
import { messageSets } from '../src/message-sets/index.ts';

/** Where every harness starts its clock, ms since the epoch. */
export const START = 1_700_000_000_000;

type RequestOf<A extends ApiName> = (typeof protocol)[`${A}Request`];
type ResponseOf<A extends ApiName> = (typeof protocol)[`${A}Response`];
type Body<M> = M extends Message ? InferInput<M> : never;
type Decoded<M> = M extends Message ? Infer<M> : never;

/** One request under way: its answer once it is there. */
export interface Sent<A extends ApiName> {
  readonly correlationId: number;
  /** Undefined while it is parked, or when nothing comes back. */
  response: Decoded<ResponseOf<A>> | undefined;
}

/** A cluster in virtual time, spoken to with real frames. */
export class Harness {
  readonly cluster: Cluster;
  now = START;
  readonly clients = new Map<number, Client>();
  #nextConnection = 1;

  constructor(
    options: Partial<Omit<ClusterOptions, 'configs'>> & { configs?: Record<string, string> } = {},
    from?: ClusterSnapshot,
  ) {
    const { configs = {}, ...rest } = options;
    const cluster: ClusterOptions = {
      seed: 1,
      brokers: [{ id: 1, rack: null }],
      users: 'none',
      limits: { maxFetchWaitMs: 60_000 },
      now: START,
      ...(rest.release === '3.9' && { messageSets }),
      ...rest,
      configs: new Map(
        Object.entries({ 'group.initial.rebalance.delay.ms': '0', 'offsets.topic.num.partitions': '5', ...configs }),
      ),
    };
    this.cluster = new Cluster(cluster, from);
    const brokers = rest.brokers ?? [{ id: 1 }];
    for (const { id } of brokers) {
      this.apply({
        kind: 'admin',
        command: { type: 'broker-listening', broker: id, host: '127.0.0.1', port: 9000 + id },
      });
    }
  }

  connect(clientId: string | null = 'test', broker = 1): Client {
    const client = new Client(this, this.#nextConnection++, clientId);
    this.clients.set(client.id, client);
    this.apply({
      kind: 'connect',
      connection: client.id,
      broker,
      peer: { host: '127.0.0.1', port: 40_000 + client.id },
    });
    return client;
  }

  /** Lets broker time pass, firing what is due. */
  advance(ms: number): void {
    this.now += ms;
    this.apply({ kind: 'tick' });
  }

  apply(command: Parameters<Cluster['apply']>[0]): readonly Effect[] {
    const effects = this.cluster.apply(command, this.now);
    for (const effect of effects) {
      if ('connection' in effect) this.clients.get(effect.connection)?.take(effect);
    }
    return effects;
  }

  /** Creates a topic the way a client does. */
  createTopic(name: string, numPartitions = 1, configs: Record<string, string> = {}): string {
    const { response } = this.connect('admin').send('CreateTopics', 7, {
      topics: [
        {
          name,
          numPartitions,
          replicationFactor: -1,
          assignments: [],
          configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
        },
      ],
      timeoutMs: 1000,
    });
    const topic = response?.topics[0];
    if (topic === undefined || topic.errorCode !== 0)
      throw new Error(`topic ${name} was not created: ${JSON.stringify(topic)}`);
    return topic.topicId;
  }
}

/** One connection. */
export class Client {
  readonly id: number;
  readonly #harness: Harness;
  readonly #clientId: string | null;
  readonly #pending = new Map<number, { api: ApiName; version: number; sent: Sent<ApiName> }>();
  #correlationId = 0;
  /** Why the broker closed the connection; undefined while it is open. */
  closed: string | undefined;
  /** Frames as they came, without their length. */
  readonly frames: Buffer[] = [];

  constructor(harness: Harness, id: number, clientId: string | null) {
    this.#harness = harness;
    this.id = id;
    this.#clientId = clientId;
  }

  send<A extends ApiName>(api: A, version: number, body: Body<RequestOf<A>>): Sent<A> {
    const request: Message = protocol[`${api}Request`];
    const correlationId = ++this.#correlationId;
    const writer = new Writer();
    encodeRequestHeader(
      writer,
      { apiKey: ApiKey[api], apiVersion: version, correlationId, clientId: this.#clientId },
      version >= request.flexible,
    );
    codecOf(request, version).encode(writer, body);
    const sent: Sent<A> = { correlationId, response: undefined };
    this.#pending.set(correlationId, { api, version, sent });
    this.sendRaw(Buffer.concat(writer.finish()));
    return sent;
  }

  /** The answer, which must have come at once. */
  ask<A extends ApiName>(api: A, version: number, body: Body<RequestOf<A>>): Decoded<ResponseOf<A>> {
    const { response } = this.send(api, version, body);
    if (response === undefined)
      throw new Error(
        `${api} v${version} was not answered${this.closed === undefined ? '' : `: closed, ${this.closed}`}`,
      );
    return response;
  }

  sendRaw(bytes: Buffer): void {
    this.#harness.apply({ kind: 'frame', connection: this.id, bytes });
  }

  disconnect(): void {
    this.#harness.apply({ kind: 'disconnect', connection: this.id });
  }

  take(effect: Effect): void {
    if (effect.kind === 'close') this.closed = effect.reason;
    if (effect.kind !== 'respond') return;
    const frame = Buffer.concat(effect.chunks);
    if (frame.readInt32BE(0) !== frame.length - 4) throw new Error('the length prefix is wrong');
    this.frames.push(frame.subarray(4));
    // A raw SASL token has no correlation id.
    if (frame.length < 8) return;
    const reader = new Reader(frame, 4);
    const pending = this.#pending.get(reader.int32());
    if (pending === undefined) return;
    const { api, version, sent } = pending;
    const response: Message = protocol[`${api}Response`];
    const isRefusedVersion = api === 'ApiVersions' && version > response.versions[1];
    if (version >= response.flexible && api !== 'ApiVersions') reader.taggedFields(() => false);
    sent.response = codecOf(response, isRefusedVersion ? 0 : version).decode(reader) as never;
    if (reader.remaining !== 0) throw new Error(`${reader.remaining} bytes follow the answer to ${api} v${version}`);
  }
}

/** A batch with these values, one record each. */
export function batchOf(
  values: readonly (string | null)[],
  options: Partial<Parameters<typeof buildRecordBatch>[0]> = {},
): Buffer {
  return buildRecordBatch({ records: values.map((value) => ({ value, timestamp: START })), ...options });
}

/** Produces one batch to one partition by name and gives its part of the answer. */
export function produceTo(
  client: Client,
  topic: string,
  records: Buffer | null,
  { partition = 0, acks = -1, version = 11 } = {},
) {
  const { responses } = client.ask('Produce', version, {
    acks,
    timeoutMs: 1000,
    topicData: [{ name: topic, topicId: protocol.ZERO_UUID, partitionData: [{ index: partition, records }] }],
  });
  return responses[0]?.partitionResponses[0];
}

/** The body of a fetch of one partition, by name, sessionless. */
export function fetchOf(
  topic: string,
  fetchOffset: number,
  overrides: {
    maxWaitMs?: number;
    minBytes?: number;
    maxBytes?: number;
    partitionMaxBytes?: number;
    partition?: number;
    isolationLevel?: number;
  } = {},
) {
  const { partition = 0, partitionMaxBytes = 1 << 20, ...rest } = overrides;
  return {
    maxWaitMs: 0,
    minBytes: 1,
    ...rest,
    topics: [{ topic, topicId: protocol.ZERO_UUID, partitions: [{ partition, fetchOffset, partitionMaxBytes }] }],
    forgottenTopicsData: [],
  };
}
