import { type ApiName, batchesIn, readRecords, type Record, type RecordBatch, ZERO_UUID } from '@testka/protocol';
import { Play } from '../differential/play.ts';
import type { Answer, Body, Outcome, RawClient } from '../differential/raw-client.ts';
import { UNKNOWN_ID } from '../differential/scripts/shapes.ts';
import type { Question } from '../differential/sets.ts';
import type { Slot, TopicRef } from './action.ts';
import { coordinatorOf, groupIdAt, neighbourOf } from './coordinators.ts';

/** A member of a classic group, as its client knows it. */
export interface Member {
  readonly name: string;
  readonly group: string;
  readonly instance: string | null;
  readonly protocols: readonly { readonly name: string; readonly metadata: Buffer }[];
  memberId: string;
  generationId: number;
  isLeader: boolean;
  protocolName: string | null;
}

/** A connection by what it is for, to one of the brokers. */
export interface Via {
  readonly name: string;
  readonly node: number;
}

/** Where a partition is, as far as is known. */
interface Place {
  readonly leader: number;
  readonly replicas: readonly number[];
}

/** Times before it are those of the records sent, times after it are of the moment. */
const LONG_AGO = 1_600_000_000_000;

/** How long an answer may take before it counts as none. */
export const PATIENCE_MS = 6000;

/**
 * What a sequence has come to know of one broker: its connections, and what stands for the slots that actions name. Both brokers
 * are asked by a world of their own.
 */
export class World {
  readonly play: Play;
  readonly prefix: string;
  /** Ids of a topic's incarnations, the newest last. */
  readonly topicIds = new Map<string, string[]>();
  readonly sessions = new Map<string, { id: number; epoch: number; node: number }>();
  /** Sessions that are open although their slot has another. */
  readonly abandoned: { id: number; node: number }[] = [];
  /** By `topic/partition`. */
  readonly places = new Map<string, Place>();
  readonly producers = new Map<string, number>();
  readonly members = new Map<string, Member>();
  readonly groups = new Set<string>();
  /** Positions that were accepted, as `group/topic/partition`: they vanish with their topic. */
  readonly committed = new Set<string>();
  /** Ids of the brokers. */
  readonly nodes: readonly number[];
  readonly #connections = new Map<string, RawClient>();
  readonly #labels = new Map<string, string>();
  readonly #groupIds = new Map<string, string>();
  #steps = 0;

  constructor(bootstrapServers: string, prefix: string) {
    this.prefix = prefix;
    this.play = new Play(bootstrapServers, prefix);
    this.nodes = bootstrapServers.split(',').map((_, index) => index + 1);
  }

  async connection({ name, node }: Via): Promise<RawClient> {
    const key = `${name} to ${node}`;
    const known = this.#connections.get(key);
    if (known !== undefined) return known;
    const client = await this.play.connect('raw', node);
    this.#connections.set(key, client);
    return client;
  }

  /** The connection that an action means which is about this partition first, or about this group. */
  via(slot: Slot, about: TopicRef & { readonly partition?: number }): Via {
    if (typeof slot === 'number') return this.#numbered(slot);
    const place = this.places.get(`${about.topic}/${about.partition ?? 0}`);
    const leader = place?.leader ?? 1;
    if (slot === 'leader') return { name: slot, node: leader };
    const follower = place?.replicas.find((node) => node !== leader);
    return { name: slot, node: follower ?? this.nodes.find((node) => node !== leader) ?? leader };
  }

  viaForGroup(slot: Slot, group: string): Via {
    return typeof slot === 'number' ? this.#numbered(slot) : { name: 'coordinator', node: this.coordinator(group) };
  }

  #numbered(slot: number): Via {
    return { name: String(slot), node: this.nodes[slot] ?? 1 };
  }

  /** The broker that coordinates the group. */
  coordinator(group: string): number {
    return coordinatorOf(group, this.nodes);
  }

  /** A connection that was closed, or whose answer is overdue; the next request goes over another. */
  drop(client: RawClient): void {
    client.close();
    for (const [key, each] of this.#connections) if (each === client) this.#connections.delete(key);
  }

  /** Asks, and writes down what came of it. */
  async ask<A extends ApiName>(
    via: Via,
    api: A,
    version: number,
    body: Body<A>,
    see: (answer: Answer<A>) => unknown = (answer) => answer,
  ): Promise<Answer<A> | undefined> {
    const client = await this.connection(via);
    const outcome = await client.ask(api, version, body, PATIENCE_MS);
    if (outcome.kind !== 'answered') this.drop(client);
    this.note({ api, request: body }, `${api} v${version}`, outcome, see);
    return outcome.kind === 'answered' ? outcome.response : undefined;
  }

  /** Asks without writing down. */
  async quietly<A extends ApiName>(api: A, version: number, body: Body<A>, node = 1): Promise<Answer<A>> {
    const client = await this.connection({ name: 'quiet', node });
    const outcome = await client.ask(api, version, body, PATIENCE_MS);
    if (outcome.kind !== 'answered') throw new Error(`${api} v${version} was not answered: ${outcome.kind}`);
    return outcome.response;
  }

  note<A extends ApiName>(
    question: Question & { readonly api: A },
    label: string,
    outcome: Outcome<A>,
    see: (answer: Answer<A>) => unknown = (answer) => answer,
  ): void {
    this.noteText(label, outcome.kind === 'answered' ? see(outcome.response) : outcome.kind, question);
  }

  noteText(label: string, outcome: unknown, question?: Question): void {
    this.#steps++;
    this.play.noteText(label, this.#plain(outcome), question);
  }

  get steps(): number {
    return this.#steps;
  }

  topicName(topic: string): string {
    return this.play.name(topic);
  }

  /** The id that a reference means; one that no topic has when there never was such a topic. */
  topicId({ topic, old }: TopicRef): string {
    return this.topicIds.get(topic)?.at(old ? -2 : -1) ?? UNKNOWN_ID;
  }

  ref(ref: TopicRef): { name: string; topic: string; topicId: string } {
    const name = this.topicName(ref.topic);
    return { name, topic: name, topicId: this.topicId(ref) };
  }

  /** Remembers a topic's id, and says it by name from now on. */
  learnTopic(topic: string, topicId: string): void {
    const ids = this.topicIds.get(topic) ?? [];
    if (topicId === ZERO_UUID || ids.includes(topicId)) return;
    ids.push(topicId);
    this.topicIds.set(topic, ids);
    this.#labels.set(topicId, `<id of ${topic}, ${ids.length}>`);
  }

  /** The slot of a producer, by its id. */
  producerName(producerId: number): string {
    for (const [name, id] of this.producers) if (id === producerId) return name;
    return String(producerId);
  }

  learnMember(memberId: string, name: string): void {
    if (memberId !== '') this.#labels.set(memberId, `<${name}>`);
  }

  /** How answers name a partition, by the topic's name or else its id. */
  partitionKey({ name, topicId }: { name: string; topicId?: string }, partition: number): string {
    return `${String(this.#plain(name === '' ? (topicId ?? '') : name))}/${partition}`;
  }

  /** One entry for each topic, as clients ask: where topics go by id, the old one is another. */
  byTopic<T extends TopicRef, P>(
    items: readonly T[],
    partitionOf: (item: T) => P,
    isById = false,
  ): { name: string; topic: string; topicId: string; partitions: P[] }[] {
    const topics = new Map<string, { name: string; topic: string; topicId: string; partitions: P[] }>();
    for (const item of items) {
      const ref = this.ref(item);
      const key = isById ? ref.topicId : ref.name;
      const entry = topics.get(key) ?? { ...ref, partitions: [] };
      entry.partitions.push(partitionOf(item));
      topics.set(key, entry);
    }
    return [...topics.values()];
  }

  groupId(group: string): string {
    this.groups.add(group);
    const known = this.#groupIds.get(group);
    if (known !== undefined) return known;
    const groupId = groupIdAt(this.play.name(group), this.coordinator(group), this.nodes);
    this.#groupIds.set(group, groupId);
    return groupId;
  }

  /** Another group, that is written to the same place. */
  neighbour(group: string): string {
    return neighbourOf(this.groupId(group));
  }

  isOurs(name: string): boolean {
    return name.startsWith(`${this.prefix}-`);
  }

  close(): void {
    this.play.close();
  }

  /** Names without the prefix, ids by what they stand for, records by what they say. */
  #plain(value: unknown, key = ''): unknown {
    if (typeof value === 'string') return this.#labels.get(value) ?? this.#withoutPrefix(value);
    if (key === 'records') return value === null ? null : recordsIn(value as readonly Buffer[]);
    if (Array.isArray(value)) return value.map((each) => this.#plain(each));
    if (Buffer.isBuffer(value)) return this.#withoutPrefix(value.toString('latin1'));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([name, each]) => [name, this.#plain(each, name)] as const);
    const plain = Object.fromEntries(entries);
    // Where topics go by id, the id is their name: entries are put in order by it.
    for (const name of ['name', 'topic']) if (plain[name] === '' && 'topicId' in plain) plain[name] = plain.topicId;
    return plain;
  }

  #withoutPrefix(text: string): string {
    let plain = text;
    for (const [group, groupId] of this.#groupIds) plain = plain.replaceAll(groupId, group);
    return plain.replaceAll(`${this.prefix}-`, '');
  }
}

/** Every batch by what it says; what is left of one that was cut, by its length. */
function recordsIn(chunks: readonly Buffer[]): unknown[] {
  const bytes = Buffer.concat(chunks);
  const batches = [...batchesIn(bytes)];
  const left = bytes.length - batches.reduce((sum, { sizeInBytes }) => sum + sizeInBytes, 0);
  return [...batches.map(batchIn), ...(left > 0 ? [`${left} bytes of the next`] : [])];
}

function batchIn(batch: RecordBatch): unknown {
  const records = [...readRecords(batch)].map(recordIn);
  const { baseOffset, lastOffset, attributes, partitionLeaderEpoch, baseTimestamp, maxTimestamp } = batch;
  const { producerId, producerEpoch, baseSequence, sizeInBytes } = batch;
  return {
    baseOffset,
    lastOffset,
    attributes,
    partitionLeaderEpoch,
    baseTimestamp,
    maxTimestamp,
    producerId,
    producerEpoch,
    baseSequence,
    // Two implementations of a codec need not come to the same size, when it is the broker that compresses.
    ...(batch.compressionType === 'none' && { sizeInBytes }),
    isCrcValid: batch.isCrcValid(),
    records,
  };
}

/** In a line: there are many. */
function recordIn({ offset, timestamp, key, value, headers }: Record): string {
  const time = timestamp > LONG_AGO ? '<time>' : timestamp;
  const bytes = value?.length ?? null;
  return `${offset}: time ${time}, key ${key?.toString() ?? null}, ${bytes} bytes, ${headers.length} headers`;
}
