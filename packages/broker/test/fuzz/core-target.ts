import type { BrokerId, Effect } from '@testka/core';
import { Cluster } from '@testka/core/cluster';
import { messageSets } from '@testka/core/message-sets';
import * as protocol from '@testka/protocol';
import { ApiKey, type ApiName, codecOf, type Message, Reader } from '@testka/protocol';
import { FrameDecoder } from '../../src/frame-decoder.ts';
import { Journal } from '../../src/journal/journal.ts';
import type { Served } from './frames.ts';
import type { Knowledge } from './knowledge.ts';

const START = 1_700_000_000_000;
const CONNECTIONS = 6;
const MAX_FRAME_SIZE = 100 * 1024 * 1024;
/** No command may take longer, ms of this thread's own time: what else the machine does is not our doing. */
const TIME_LIMIT_MS = 1000;
const MAX_TRIES = 3;

const NAMES = new Map(Object.entries(ApiKey).map(([name, key]) => [key as number, name as ApiName]));

export interface TargetOptions {
  readonly release: '3.9' | '4.4';
  readonly nodes: 1 | 3;
}

/** What must not happen, with what led to it. */
export class FuzzFailure extends Error {
  override readonly name = 'FuzzFailure';
}

interface Peer {
  readonly id: number;
  readonly decoder: FrameDecoder;
  /** What was asked and not answered yet, in its order. */
  asked: { readonly correlationId: number; readonly api: ApiName; readonly version: number }[];
}

/** A cluster in virtual time with several connections; one that is closed is opened again. */
export class CoreTarget {
  readonly served: readonly Served[];
  readonly #cluster: Cluster;
  /** What reports look at sees all that comes, within the time of the command. */
  readonly #journal: Journal;
  readonly #known: Knowledge;
  readonly #nodes: number;
  readonly #peers = new Map<number, Peer>();
  #slots: (Peer | undefined)[] = [];
  #lastId = 0;
  #now = START;
  #limitMs = TIME_LIMIT_MS;
  /** The longest that a command took, ms. */
  slowestMs = 0;
  answers = 0;
  closed = 0;

  constructor({ release, nodes }: TargetOptions, known: Knowledge) {
    this.#known = known;
    this.#nodes = nodes;
    const brokers = Array.from({ length: nodes }, (_, index) => ({ id: index + 1, rack: null }));
    const configs = { 'group.initial.rebalance.delay.ms': '0', 'offsets.topic.num.partitions': '2' };
    this.#cluster = new Cluster({
      seed: 1,
      release,
      messageSets,
      brokers,
      users: 'none',
      limits: { maxFetchWaitMs: 200 },
      now: START,
      configs: new Map(Object.entries(configs)),
    });
    this.#journal = new Journal(this.#cluster.view, START);
    this.#cluster.interceptors.observe((exchange) => this.#journal.see(exchange));
    for (const { id } of brokers) this.#listen(id);
    const topics = ['orders', 'payments'].map((name) => ({
      name,
      numPartitions: 2,
      replicationFactor: 1,
      assignments: [],
      configs: [],
    }));
    this.#apply({
      kind: 'request',
      call: 1,
      api: 'CreateTopics',
      version: 5,
      body: { topics, timeoutMs: 1000, validateOnly: false },
    });
    this.#apply({ kind: 'admin', command: { type: 'mark-baseline' } });
    this.served = this.#askServed();
  }

  /** Sends a stream's chunks on one of the connections. */
  send(slot: number, chunks: readonly Buffer[]): void {
    const peer = this.#peerAt(slot % CONNECTIONS);
    for (const chunk of chunks) {
      for (const bytes of peer.decoder.push(chunk)) this.#frame(peer, bytes);
      if (peer.decoder.refusal !== undefined) return this.#hangUp(peer);
    }
  }

  /**
   * Sends one frame, without its length, as large as can be. One that takes too long is sent again: a machine that is busy with
   * something else may make it slow, but not each time.
   * @returns how long it took, ms
   */
  request(frame: Buffer): number {
    let tookMs = Infinity;
    this.#limitMs = Infinity;
    for (let tries = 0; tries < MAX_TRIES && tookMs > TIME_LIMIT_MS; tries++) {
      this.slowestMs = 0;
      this.#frame(this.#peerAt(0), frame);
      tookMs = Math.min(tookMs, this.slowestMs);
    }
    this.#limitMs = TIME_LIMIT_MS;
    if (tookMs > TIME_LIMIT_MS)
      throw new FuzzFailure(`a request took ${Math.round(tookMs)} ms, the fastest of ${MAX_TRIES} times`);
    return tookMs;
  }

  advance(ms: number): void {
    this.#now += ms;
    this.#apply({ kind: 'tick' });
  }

  /** As a test ends: every connection is gone, and the cluster is as it was at the start. */
  reset(): void {
    for (const peer of [...this.#peers.values()]) this.#hangUp(peer);
    this.#apply({ kind: 'admin', command: { type: 'reset' } });
    this.advance(600_000);
    this.#apply({ kind: 'admin', command: { type: 'reset' } });
    this.#journal.clear(this.#now);
  }

  #listen(broker: BrokerId): void {
    const command = { type: 'broker-listening', broker, host: '127.0.0.1', port: 9000 + broker } as const;
    this.#apply({ kind: 'admin', command });
  }

  #frame(peer: Peer, bytes: Buffer): void {
    if (!this.#peers.has(peer.id)) return;
    if (bytes.length >= 8) {
      const api = NAMES.get(bytes.readInt16BE(0));
      const version = bytes.readInt16BE(2);
      if (api !== undefined) peer.asked.push({ correlationId: bytes.readInt32BE(4), api, version });
    }
    // A slice of a chunk, as the socket hands it over.
    this.#apply({ kind: 'frame', connection: peer.id, bytes });
  }

  #peerAt(slot: number): Peer {
    const open = this.#slots[slot];
    if (open !== undefined && this.#peers.has(open.id)) return open;
    const peer: Peer = { id: ++this.#lastId, decoder: new FrameDecoder(() => MAX_FRAME_SIZE), asked: [] };
    this.#slots[slot] = peer;
    this.#peers.set(peer.id, peer);
    const broker: BrokerId = 1 + (peer.id % this.#nodes);
    this.#apply({ kind: 'connect', connection: peer.id, broker, peer: { host: '127.0.0.1', port: 40_000 } });
    return peer;
  }

  #hangUp(peer: Peer): void {
    this.#peers.delete(peer.id);
    this.#apply({ kind: 'disconnect', connection: peer.id });
    this.#journal.connectionClosed(peer.id, undefined);
  }

  #apply(command: Parameters<Cluster['apply']>[0]): readonly Effect[] {
    const startedAt = ownMs();
    let effects: readonly Effect[];
    try {
      effects = this.#cluster.apply(command, this.#now);
    } catch (error) {
      throw new FuzzFailure(`the cluster broke: ${String(error)}`, { cause: error });
    }
    const tookMs = ownMs() - startedAt;
    this.slowestMs = Math.max(this.slowestMs, tookMs);
    if (tookMs > this.#limitMs) throw new FuzzFailure(`a command took ${Math.round(tookMs)} ms`);
    for (const effect of effects) this.#take(effect);
    return effects;
  }

  #take(effect: Effect): void {
    if (effect.kind === 'close') {
      this.closed += 1;
      this.#peers.delete(effect.connection);
      this.#journal.connectionClosed(effect.connection, effect.reason);
    }
    if (effect.kind !== 'respond') return;
    this.answers += 1;
    const peer = this.#peers.get(effect.connection);
    if (peer !== undefined) this.#read(peer, Buffer.concat(effect.chunks));
  }

  /** What the broker says must be what its declaration promises. */
  #read(peer: Peer, frame: Buffer): void {
    const reader = new Reader(frame);
    if (reader.int32() !== frame.length - 4) throw new FuzzFailure('the length of an answer is wrong');
    const correlationId = reader.int32();
    // Some are not to be answered: Produce with acks=0.
    const index = peer.asked.findIndex((each) => each.correlationId === correlationId);
    const asked = peer.asked[index];
    if (asked === undefined) throw new FuzzFailure(`an answer to a request ${correlationId} that nobody sent`);
    peer.asked = peer.asked.slice(index + 1);
    const { api, version } = asked;
    const response: Message = protocol[`${api}Response`];
    const isRefused = api === 'ApiVersions' && !this.#serves(api, version);
    if (version >= response.flexible && api !== 'ApiVersions') reader.taggedFields(() => false);
    try {
      const answer = codecOf(response, isRefused ? 0 : version).decode(reader);
      this.#known.learn(answer);
    } catch (error) {
      throw new FuzzFailure(`the answer to ${api} v${version} cannot be read: ${String(error)}`, { cause: error });
    }
    if (reader.remaining > 0)
      throw new FuzzFailure(`${reader.remaining} bytes follow the answer to ${api} v${version}`);
  }

  #serves(api: ApiName, version: number): boolean {
    const served = this.served.find((each) => each.api === api);
    return served !== undefined && version >= served.versions[0] && version <= served.versions[1];
  }

  #askServed(): Served[] {
    const [answer] = this.#apply({
      kind: 'request',
      call: 2,
      api: 'ApiVersions',
      version: 3,
      body: { clientSoftwareName: 'fuzz', clientSoftwareVersion: '1', clusterId: null, nodeId: -1 },
    });
    if (answer?.kind !== 'answer') throw new Error('ApiVersions was not answered');
    const { apiKeys } = answer.response as protocol.ApiVersionsResponse;
    return apiKeys.flatMap(({ apiKey, minVersion, maxVersion }) => {
      const api = NAMES.get(apiKey);
      if (api === undefined) return [];
      const [first, last] = (protocol[`${api}Request`] as Message).versions;
      return [{ api, versions: [Math.max(first, minVersion), Math.min(last, maxVersion)] as const }];
    });
  }
}

function ownMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
