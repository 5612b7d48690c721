import type { ApiName, ErrorCode } from '@testka/protocol';
import type { BrokerId } from './command.ts';
import type { Connection } from './connections.ts';
import { DecompressionBudget } from './log/decompression-budget.ts';
import { NO_LEADER } from './metadata/partition-change.ts';
import { ANONYMOUS } from './security/sasl-state.ts';
import type { Services } from './services.ts';

export type Operation =
  | 'Read'
  | 'Write'
  | 'Create'
  | 'Delete'
  | 'Alter'
  | 'Describe'
  | 'ClusterAction'
  | 'DescribeConfigs'
  | 'AlterConfigs'
  | 'IdempotentWrite';
export type ResourceType = 'Topic' | 'Group' | 'Cluster' | 'TransactionalId';

/** The name under which ACLs know the cluster. */
export const CLUSTER_NAME = 'kafka-cluster';

type RequestFields = Pick<
  RequestContext,
  'services' | 'broker' | 'connection' | 'api' | 'apiVersion' | 'clientId' | 'now' | 'sizeInBytes'
>;

/** Everything a handler may know about the request besides its body. */
export class RequestContext {
  readonly services: Services;
  /** The broker that got the request. */
  readonly broker: BrokerId;
  /** Undefined for the test's own requests. */
  readonly connection: Connection | undefined;
  readonly api: ApiName;
  readonly apiVersion: number;
  readonly clientId: string | null;
  /** When the request came in; when it was let go, if a fault has held it. */
  now: number;
  /** Of the whole request, without its length prefix. */
  readonly sizeInBytes: number;
  /** Why the connection closes instead of an answer, where a fault wants it. */
  closingReason: string | undefined;
  /** Whether the answer goes out without its second half. */
  isAnswerCut = false;
  #decompression: DecompressionBudget | undefined;
  #throttleTimeMs = 0;
  #failures: Map<string, ErrorCode> | undefined;

  constructor(fields: RequestFields) {
    this.services = fields.services;
    this.broker = fields.broker;
    this.connection = fields.connection;
    this.api = fields.api;
    this.apiVersion = fields.apiVersion;
    this.clientId = fields.clientId;
    this.now = fields.now;
    this.sizeInBytes = fields.sizeInBytes;
  }

  /** As Kafka writes it in group descriptions. */
  get clientHost(): string {
    return `/${this.connection?.peer.host ?? '127.0.0.1'}`;
  }

  /** What its batches may decompress to, all together. */
  get decompression(): DecompressionBudget {
    return (this.#decompression ??= new DecompressionBudget());
  }

  /** As whom the client is known to quotas. */
  get user(): string {
    return this.connection?.sasl.user ?? ANONYMOUS;
  }

  /** For how long the connection is to be mute after the answer, ms. */
  get throttleTimeMs(): number {
    return this.#throttleTimeMs;
  }

  /** Asks for silence after the answer (KIP-219). Of several quotas the longest counts. */
  throttle(throttleTimeMs: number): void {
    this.#throttleTimeMs = Math.max(this.#throttleTimeMs, throttleTimeMs);
  }

  /** A fault wants this partition of a Fetch to fail. */
  failPartition(topic: string, partition: number, errorCode: ErrorCode): void {
    this.#failures ??= new Map();
    this.#failures.set(`${topic}:${partition}`, errorCode);
  }

  failureOf(topic: string, partition: number): ErrorCode | undefined {
    return this.#failures?.get(`${topic}:${partition}`);
  }

  /** Whether the test itself asks, not a client. */
  get isTest(): boolean {
    return this.connection === undefined;
  }

  /** Whether the partition's leader was asked. The test's own requests find their way to it. */
  leads({ leader }: { readonly leader: BrokerId }): boolean {
    return leader === this.broker || (this.isTest && leader !== NO_LEADER);
  }

  /** Whether the principal may do this. Without an authorizer everything is allowed; ACLs come with their own issue. */
  allowed(_operation: Operation, _resourceType: ResourceType, _resourceName: string): boolean {
    return true;
  }
}
