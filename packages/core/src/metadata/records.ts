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
  /** A broker starts, or starts again: its epoch is a new one, and it is not fenced. */
  | { readonly type: 'RegisterBroker'; readonly brokerId: BrokerId; readonly rack: string | null }
  /** Fenced: it neither leads nor is in sync, and clients are not told of it. */
  | { readonly type: 'BrokerRegistrationChange'; readonly brokerId: BrokerId; readonly fenced: boolean }
  | { readonly type: 'Topic'; readonly name: string; readonly topicId: Uuid }
  | {
      readonly type: 'Partition';
      readonly topicId: Uuid;
      readonly partitionIndex: number;
      readonly replicas: readonly BrokerId[];
      readonly isr: readonly BrokerId[];
      readonly leader: BrokerId;
      readonly leaderEpoch: number;
      readonly addingReplicas?: readonly BrokerId[];
      readonly removingReplicas?: readonly BrokerId[];
      readonly eligibleLeaderReplicas?: readonly BrokerId[];
      readonly lastKnownElr?: readonly BrokerId[];
    }
  /** What is left out stays as it is. */
  | {
      readonly type: 'PartitionChange';
      readonly topicId: Uuid;
      readonly partitionIndex: number;
      readonly isr?: readonly BrokerId[];
      /** -1: no leader. Wherever it stands a new leader epoch begins, even if it is the leader that there was. */
      readonly leader?: BrokerId;
      readonly replicas?: readonly BrokerId[];
      readonly addingReplicas?: readonly BrokerId[];
      readonly removingReplicas?: readonly BrokerId[];
      readonly eligibleLeaderReplicas?: readonly BrokerId[];
      readonly lastKnownElr?: readonly BrokerId[];
    }
  /** Of these partitions only those who are in sync may lead from now on; an empty name stands for all topics (KIP-966). */
  | { readonly type: 'ClearElr'; readonly topicName: string }
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
  | {
      readonly type: 'ClientQuota';
      /** Types in alphabetical order; a null name stands for the default. */
      readonly entity: readonly { readonly entityType: string; readonly entityName: string | null }[];
      readonly key: string;
      /** Null removes the quota. */
      readonly value: number | null;
    }
  | { readonly type: 'ProducerIds'; readonly nextProducerId: number }
  /** A level of 0 turns the feature off. */
  | { readonly type: 'FeatureLevel'; readonly name: string; readonly level: number }
  /** It is no longer one of the cluster's brokers; others lead already. */
  | { readonly type: 'UnregisterBroker'; readonly brokerId: BrokerId }
  | { readonly type: 'RegisterController'; readonly controllerId: BrokerId }
  | { readonly type: 'UnregisterController'; readonly controllerId: BrokerId };
