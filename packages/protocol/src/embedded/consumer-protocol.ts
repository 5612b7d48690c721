import { array, bytes, data, int32, string, type Infer } from '../schema.ts';

/** What a member of a classic consumer group subscribes to: the metadata of its JoinGroup protocols (KIP-429, KIP-792, KIP-881). */
export const ConsumerProtocolSubscription = data({ versions: [0, 3] }, () => ({
  topics: array(string()),
  userData: bytes({ nullable: 0, default: null }),
  ownedPartitions: array(
    {
      topic: string({ since: 1 }),
      partitions: array(int32(), { since: 1 }),
    },
    { since: 1 },
  ),
  generationId: int32({ since: 2, default: -1 }),
  rackId: string({ since: 3, nullable: 3, default: null }),
}));
export interface ConsumerProtocolSubscription extends Infer<typeof ConsumerProtocolSubscription> {}

/** What the leader of a classic consumer group gives a member, in SyncGroup. */
export const ConsumerProtocolAssignment = data({ versions: [0, 3] }, () => ({
  assignedPartitions: array({
    topic: string(),
    partitions: array(int32()),
  }),
  userData: bytes({ nullable: 0, default: null }),
}));
export interface ConsumerProtocolAssignment extends Infer<typeof ConsumerProtocolAssignment> {}
