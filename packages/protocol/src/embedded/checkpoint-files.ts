import { array, data, int16, int32, int64, string, uint32, uuid, type Infer } from '../schema.ts';

/** An entry of a segment's .txnindex file, after its version (KIP-98). */
export const AbortedTxn = data({ versions: [0, 0] }, () => ({
  producerId: int64(),
  firstOffset: int64(),
  lastOffset: int64(),
  lastStableOffset: int64(),
}));
export interface AbortedTxn extends Infer<typeof AbortedTxn> {}

/** A .snapshot file, after its version: the producers that a partition remembers (KIP-98). */
export const ProducerSnapshot = data({ versions: [1, 1] }, () => ({
  /** CRC-32C of what follows. */
  crc: uint32(),
  producerEntries: array({
    producerId: int64(),
    epoch: int16(),
    lastSequence: int32(),
    lastOffset: int64(),
    offsetDelta: int32(),
    timestamp: int64(),
    coordinatorEpoch: int32(),
    /** -1 when none is open. */
    currentTxnFirstOffset: int64(),
  }),
}));
export interface ProducerSnapshot extends Infer<typeof ProducerSnapshot> {}

/** The quorum-state file, JSON on disk: whom a controller voted for (KIP-595, KIP-853 (v1)). */
export const QuorumStateData = data({ versions: [0, 1], flexible: 0 }, () => ({
  clusterId: string({ until: 0 }),
  leaderId: int32({ default: -1 }),
  leaderEpoch: int32({ default: -1 }),
  votedId: int32({ default: -1 }),
  votedDirectoryId: uuid({ since: 1 }),
  appliedOffset: int64({ until: 0 }),
  currentVoters: array(
    {
      voterId: int32({ until: 0 }),
    },
    { until: 0, nullable: 0 },
  ),
}));
export interface QuorumStateData extends Infer<typeof QuorumStateData> {}
