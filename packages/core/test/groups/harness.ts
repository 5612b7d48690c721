import {
  type ApiName,
  codecOf,
  ConsumerProtocolAssignment,
  ConsumerProtocolSubscription,
  Reader,
  Writer,
} from '@testka/protocol';
import type { Api } from '../../src/api.ts';
import { offsetCommit } from '../../src/apis/08-offset-commit.ts';
import { offsetFetch } from '../../src/apis/09-offset-fetch.ts';
import { findCoordinator } from '../../src/apis/10-find-coordinator.ts';
import { joinGroup } from '../../src/apis/11-join-group.ts';
import { heartbeat } from '../../src/apis/12-heartbeat.ts';
import { leaveGroup } from '../../src/apis/13-leave-group.ts';
import { syncGroup } from '../../src/apis/14-sync-group.ts';
import { describeGroups } from '../../src/apis/15-describe-groups.ts';
import { listGroups } from '../../src/apis/16-list-groups.ts';
import { deleteGroups } from '../../src/apis/42-delete-groups.ts';
import { offsetDelete } from '../../src/apis/47-offset-delete.ts';
import { buildServices } from '../../src/build.ts';
import { Connection } from '../../src/connections.ts';
import { RequestContext } from '../../src/context.ts';
import type { Partition } from '../../src/partition/partition.ts';
import { Parked } from '../../src/parked.ts';
import type { Services } from '../../src/services.ts';

const APIS: ReadonlyMap<ApiName, Api> = new Map(
  [
    offsetCommit,
    offsetFetch,
    findCoordinator,
    joinGroup,
    heartbeat,
    leaveGroup,
    syncGroup,
    describeGroups,
    listGroups,
    deleteGroups,
    offsetDelete,
  ].map((api) => [api.name, api]),
);

const OFFSETS_TOPIC = '__consumer_offsets';
const START = 1_700_000_000_000;

interface Answer {
  /** Undefined while the request is parked. */
  response: Record<string, unknown> | undefined;
}

/** Real services with the group APIs on top; requests and answers go through the codecs of their versions. */
export class Harness {
  readonly services: Services;
  readonly connections = new Map<number, Connection>();
  readonly #byClient = new Map<string, Connection>();
  now = START;

  constructor(configs: Readonly<Record<string, string>> = {}, brokerCount = 1) {
    this.services = buildServices(
      {
        seed: 7,
        clusterId: 'testkatestkatestkatest',
        brokers: Array.from({ length: brokerCount }, (_, index) => ({ id: index + 1, rack: null })),
        configs: new Map(
          Object.entries({ 'offsets.topic.num.partitions': '1', 'group.initial.rebalance.delay.ms': '0', ...configs }),
        ),
        users: 'none',
        limits: { maxFetchWaitMs: 500 },
        now: START,
      },
      this.connections,
    );
    for (const { id } of this.services.metadata.brokers.values()) {
      this.services.metadata.brokerListening(id, `broker-${id}`, 9090 + id);
    }
  }

  get elapsedMs(): number {
    return this.now - START;
  }

  advance(ms: number): void {
    this.now += ms;
    this.services.timers.advanceTo(this.now);
  }

  createTopic(name: string, partitionCount = 1): string {
    const { metadata } = this.services;
    const topicId = metadata.newTopicId();
    const replicas = [...metadata.brokers.keys()].slice(0, 1);
    metadata.write(
      [
        { type: 'Topic', name, topicId },
        ...Array.from({ length: partitionCount }, (_, partitionIndex) => {
          return {
            type: 'Partition',
            topicId,
            partitionIndex,
            replicas,
            isr: replicas,
            leader: replicas[0] ?? -1,
            leaderEpoch: 0,
          } as const;
        }),
      ],
      this.now,
    );
    return topicId;
  }

  deleteTopic(name: string): void {
    const topicId = this.services.metadata.topic(name)?.topicId ?? '';
    this.services.metadata.write([{ type: 'RemoveTopic', topicId }], this.now);
  }

  connection(client: string, broker = 1): Connection {
    const key = `${client}@${broker}`;
    const known = this.#byClient.get(key);
    if (known !== undefined) return known;
    const connection = new Connection(
      this.connections.size + 1,
      broker,
      { host: '10.0.0.1', port: 40_000 },
      this.now,
      false,
    );
    connection.clientId = client;
    this.connections.set(connection.id, connection);
    this.#byClient.set(key, connection);
    return connection;
  }

  /** Sends a request as a client; its answer may come later. */
  send(client: string, name: ApiName, apiVersion: number, body: unknown, broker = 1): Answer {
    const api = APIS.get(name);
    if (api === undefined) throw new Error(`no API ${name}`);
    const connection = this.connection(client, broker);
    const { services, now } = this;
    const request = throughCodec(api.request, apiVersion, body);
    const context = new RequestContext({
      services,
      broker,
      connection,
      api: name,
      apiVersion,
      clientId: client,
      now,
      sizeInBytes: 0,
    });
    const answer: Answer = { response: undefined };
    const take = (response: unknown): void => {
      answer.response = throughCodec(api.response, apiVersion, response) as Record<string, unknown>;
      this.onAnswer(client, name, answer);
    };
    const reply = api.handle(context, request as never);
    if (reply instanceof Parked) reply.whenDone(take);
    else take(reply);
    return answer;
  }

  /** For transcripts: told of every answer, in their order. */
  onAnswer: (client: string, name: ApiName, answer: Answer) => void = () => {};

  /** The answer to a request that is not parked. */
  ask(client: string, name: ApiName, apiVersion: number, body: unknown, broker = 1): Record<string, unknown> {
    const { response } = this.send(client, name, apiVersion, body, broker);
    if (response === undefined) throw new Error(`${name} is parked`);
    return response;
  }

  offsetsPartition(index = 0): Partition {
    const partition = this.services.metadata.ensureInternalTopic(OFFSETS_TOPIC, this.now)?.partitions[index];
    if (partition === undefined) throw new Error('no such partition');
    return partition;
  }

  /** Whether the offsets topic takes appends; while it does not, it has too few in-sync replicas. */
  setWritable(isWritable: boolean): void {
    const { topicId, partitionIndex, replicas } = this.offsetsPartition();
    this.services.metadata.write(
      [{ type: 'PartitionChange', topicId, partitionIndex, isr: isWritable ? replicas : [] }],
      this.now,
    );
  }

  moveCoordinator(leader: number): void {
    const { topicId, partitionIndex, isr } = this.offsetsPartition();
    this.services.metadata.write([{ type: 'PartitionChange', topicId, partitionIndex, leader, isr }], this.now);
  }
}

type AnyMessage = Api['request'];

function throughCodec(message: AnyMessage, version: number, value: unknown): unknown {
  const writer = new Writer();
  codecOf(message, version).encode(writer, value as never);
  return codecOf(message, version).decode(new Reader(Buffer.concat(writer.finish())));
}

/** A consumer's metadata, as clients send it. */
export function subscription(...topics: string[]): Buffer {
  const writer = new Writer();
  writer.int16(1);
  codecOf(ConsumerProtocolSubscription, 1).encode(writer, { topics, userData: null, ownedPartitions: [] });
  return Buffer.concat(writer.finish());
}

/** A consumer's assignment, as leaders send it. */
export function assignment(topic: string, ...partitions: number[]): Buffer {
  const writer = new Writer();
  writer.int16(1);
  codecOf(ConsumerProtocolAssignment, 1).encode(writer, {
    assignedPartitions: [{ topic, partitions }],
    userData: null,
  });
  return Buffer.concat(writer.finish());
}

/** A JoinGroup as a consumer sends it, but for what a test is about. */
export function joinRequest(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    groupId: 'g',
    sessionTimeoutMs: 10_000,
    rebalanceTimeoutMs: 60_000,
    memberId: '',
    groupInstanceId: null,
    protocolType: 'consumer',
    protocols: [{ name: 'range', metadata: subscription('orders') }],
    reason: null,
    ...fields,
  };
}

/** A member with an assignment, alone in its group. @returns its id. */
export function stableMember(harness: Harness, client = 'a', fields: Readonly<Record<string, unknown>> = {}): string {
  const groupId = fields['groupId'] ?? 'g';
  const { memberId } = harness.ask(client, 'JoinGroup', 9, joinRequest(fields)) as { memberId: string };
  harness.send(client, 'JoinGroup', 9, joinRequest({ ...fields, memberId }));
  harness.advance(0);
  harness.ask(client, 'SyncGroup', 5, {
    groupId,
    generationId: 1,
    memberId,
    protocolType: 'consumer',
    protocolName: 'range',
    assignments: [{ memberId, assignment: assignment('orders', 0) }],
  });
  return memberId;
}
