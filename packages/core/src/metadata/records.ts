import type { BrokerId } from '../command.ts';
import type { Uuid } from '@testka/protocol';

/** Kafka's config resource types (ConfigResource.Type), by number on the wire. */
export const ConfigResourceType = { TOPIC: 2, BROKER: 4, BROKER_LOGGER: 8, CLIENT_METRICS: 16, GROUP: 32 } as const;
export type ConfigResourceType = (typeof ConfigResourceType)[keyof typeof ConfigResourceType];

/**
 * What the controller writes, one for one Kafka's KRaft records of the same names (metadata/*.json in Kafka). The cluster's
 * metadata is what replaying them gives.
 */
export type MetadataRecord =
  | { readonly type: 'RegisterBroker'; readonly brokerId: BrokerId; readonly rack: string | null }
  | { readonly type: 'Topic'; readonly name: string; readonly topicId: Uuid }
  | {
      readonly type: 'Partition';
      readonly topicId: Uuid;
      readonly partitionIndex: number;
      readonly replicas: readonly BrokerId[];
      readonly isr: readonly BrokerId[];
      readonly leader: BrokerId;
      readonly leaderEpoch: number;
    }
  | {
      readonly type: 'PartitionChange';
      readonly topicId: Uuid;
      readonly partitionIndex: number;
      readonly isr: readonly BrokerId[];
      /** -1: no leader. The leader epoch grows with every change of leader. */
      readonly leader: BrokerId;
    }
  | { readonly type: 'RemoveTopic'; readonly topicId: Uuid }
  | {
      readonly type: 'Config';
      readonly resourceType: ConfigResourceType;
      /** A topic or group name, a broker id, or "" for the default of all brokers. */
      readonly resourceName: string;
      readonly name: string;
      /** Null removes the config. */
      readonly value: string | null;
    }
  | { readonly type: 'ProducerIds'; readonly nextProducerId: number };
