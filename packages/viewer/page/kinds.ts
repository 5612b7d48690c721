/** What a request is about, as the timeline colours it. */
export type Kind = 'produce' | 'fetch' | 'group' | 'offsets' | 'transaction' | 'connect' | 'admin';

/** In the order of the legend. */
export const KINDS: readonly { readonly kind: Kind; readonly label: string }[] = [
  { kind: 'produce', label: 'Produce' },
  { kind: 'fetch', label: 'Fetch' },
  { kind: 'group', label: 'Groups' },
  { kind: 'offsets', label: 'Offsets' },
  { kind: 'transaction', label: 'Transactions' },
  { kind: 'connect', label: 'Connecting' },
  { kind: 'admin', label: 'Admin' },
];

const KIND_OF: Readonly<Record<string, Kind>> = {
  Produce: 'produce',
  InitProducerId: 'produce',
  Fetch: 'fetch',
  ListOffsets: 'fetch',
  OffsetForLeaderEpoch: 'fetch',
  JoinGroup: 'group',
  SyncGroup: 'group',
  LeaveGroup: 'group',
  Heartbeat: 'group',
  ConsumerGroupHeartbeat: 'group',
  OffsetCommit: 'offsets',
  OffsetFetch: 'offsets',
  AddPartitionsToTxn: 'transaction',
  AddOffsetsToTxn: 'transaction',
  TxnOffsetCommit: 'transaction',
  EndTxn: 'transaction',
  ApiVersions: 'connect',
  SaslHandshake: 'connect',
  SaslAuthenticate: 'connect',
  Metadata: 'connect',
  FindCoordinator: 'connect',
};

export function kindOf(api: string): Kind {
  return (Object.hasOwn(KIND_OF, api) ? KIND_OF[api] : undefined) ?? 'admin';
}
