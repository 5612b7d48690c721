import type { ApiName } from '@testka/protocol';
import type { BrokerId } from './command.ts';
import type { Connection } from './connections.ts';
import { NO_LEADER } from './metadata/partition-change.ts';
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
  readonly now: number;

  constructor(fields: Omit<RequestContext, 'allowed' | 'clientHost' | 'isTest' | 'leads'>) {
    this.services = fields.services;
    this.broker = fields.broker;
    this.connection = fields.connection;
    this.api = fields.api;
    this.apiVersion = fields.apiVersion;
    this.clientId = fields.clientId;
    this.now = fields.now;
  }

  /** As Kafka writes it in group descriptions. */
  get clientHost(): string {
    return `/${this.connection?.peer.host ?? '127.0.0.1'}`;
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
