import { array, data, int16, int32, int64, string, struct, uint16, uuid, type Infer } from '../schema.ts';

/** Key of every control record, after its version: which kind it is (KIP-98). */
export const ControlRecordTypeSchema = data({ versions: [0, 0] }, () => ({
  type: int16(),
}));
export interface ControlRecordTypeSchema extends Infer<typeof ControlRecordTypeSchema> {}

/** Value of the control record that ends a transaction, after its version (KIP-98). */
export const EndTxnMarker = data({ versions: [0, 0] }, () => ({
  coordinatorEpoch: int32(),
}));
export interface EndTxnMarker extends Infer<typeof EndTxnMarker> {}

/** Value of the control record that begins the epoch of a leader of the metadata log (KIP-595). */
export const LeaderChangeMessage = data({ versions: [0, 1], flexible: 0 }, () => {
  const voter = {
    voterId: int32(),
    voterDirectoryId: uuid({ since: 1 }),
  };
  return {
    version: int16(),
    leaderId: int32(),
    voters: array(voter),
    grantingVoters: array(voter),
  };
});
export interface LeaderChangeMessage extends Infer<typeof LeaderChangeMessage> {}

/** Value of the first control record of a snapshot (KIP-630). */
export const SnapshotHeaderRecord = data({ versions: [0, 0], flexible: 0 }, () => ({
  version: int16(),
  lastContainedLogTimestamp: int64(),
}));
export interface SnapshotHeaderRecord extends Infer<typeof SnapshotHeaderRecord> {}

/** Value of the last control record of a snapshot (KIP-630). */
export const SnapshotFooterRecord = data({ versions: [0, 0], flexible: 0 }, () => ({
  version: int16(),
}));
export interface SnapshotFooterRecord extends Infer<typeof SnapshotFooterRecord> {}

/** Value of the control record that sets kraft.version (KIP-853). */
export const KRaftVersionRecord = data({ versions: [0, 0], flexible: 0 }, () => ({
  version: int16(),
  kRaftVersion: int16(),
}));
export interface KRaftVersionRecord extends Infer<typeof KRaftVersionRecord> {}

/** Value of the control record that names the voters of the quorum (KIP-853). */
export const VotersRecord = data({ versions: [0, 0], flexible: 0 }, () => ({
  version: int16(),
  voters: array({
    voterId: int32(),
    voterDirectoryId: uuid(),
    endpoints: array({
      name: string(),
      host: string(),
      port: uint16(),
    }),
    kRaftVersionFeature: struct({
      minSupportedVersion: int16(),
      maxSupportedVersion: int16(),
    }),
  }),
}));
export interface VotersRecord extends Infer<typeof VotersRecord> {}
