import { codecOf, ConsumerProtocolSubscription, Writer } from '@testka/protocol';
import type { Play } from '../play.ts';
import type { RawClient } from '../raw-client.ts';

export function subscription(...topics: string[]): Buffer {
  const writer = new Writer();
  writer.int16(1);
  codecOf(ConsumerProtocolSubscription, 1).encode(writer, { topics, userData: null, ownedPartitions: [] });
  return Buffer.concat(writer.finish());
}

export interface JoinShape {
  memberId?: string;
  groupInstanceId?: string | null;
  sessionTimeoutMs?: number;
  rebalanceTimeoutMs?: number;
  protocolType?: string;
  protocols?: { name: string; metadata: Buffer }[];
}

export function joinBody(groupId: string, topic: string, shape: JoinShape = {}) {
  return {
    groupId,
    sessionTimeoutMs: 10_000,
    rebalanceTimeoutMs: 10_000,
    memberId: '',
    groupInstanceId: null,
    protocolType: 'consumer',
    protocols: [{ name: 'range', metadata: subscription(topic) }],
    reason: null,
    ...shape,
  };
}

export function syncBody(groupId: string, generationId: number, memberId: string, over: object = {}) {
  return {
    groupId,
    generationId,
    memberId,
    groupInstanceId: null,
    protocolType: 'consumer',
    protocolName: 'range',
    assignments: [],
    ...over,
  };
}

export function commitBody(
  groupId: string,
  topic: { name: string; topicId: string },
  committedOffset: number,
  over: object = {},
) {
  return {
    groupId,
    generationIdOrMemberEpoch: -1,
    memberId: '',
    groupInstanceId: null,
    retentionTimeMs: -1,
    topics: [
      {
        ...topic,
        partitions: [{ partitionIndex: 0, committedOffset, committedLeaderEpoch: -1, committedMetadata: 'm' }],
      },
    ],
    ...over,
  };
}

/** Joins as the only member: the two steps of KIP-394, then the sync. */
export async function joinAlone(
  play: Play,
  client: RawClient,
  groupId: string,
  topic: string,
  version: number,
  shape: JoinShape = {},
): Promise<{ memberId: string; generationId: number }> {
  const first = await play.ask('join', client, 'JoinGroup', version, joinBody(groupId, topic, shape));
  let joined = first;
  if (first?.errorCode === 79)
    joined = await play.ask(
      'join with the id',
      client,
      'JoinGroup',
      version,
      joinBody(groupId, topic, { ...shape, memberId: first.memberId }),
    );
  const memberId = joined?.memberId ?? '';
  const generationId = joined?.generationId ?? -1;
  const assignments = [{ memberId, assignment: Buffer.from('assigned') }];
  await play.ask(
    'sync',
    client,
    'SyncGroup',
    Math.min(version, 5),
    syncBody(groupId, generationId, memberId, { assignments, groupInstanceId: shape.groupInstanceId ?? null }),
  );
  return { memberId, generationId };
}
