import { codecOf, ConsumerProtocolSubscription, Writer } from '@testka/protocol';
import assert from 'node:assert/strict';
import type { CreatedTopic } from '../differential/play.ts';
import type { RawClient } from '../differential/raw-client.ts';
import { ask, only } from './asking.ts';

/** Commits for a group without members; the partition's error code. */
export async function commit(
  client: RawClient,
  groupId: string,
  topic: CreatedTopic,
  committedOffset: number,
  { version = 9, partitionIndex = 0 } = {},
): Promise<number> {
  const partitions = [{ partitionIndex, committedOffset, committedLeaderEpoch: -1, committedMetadata: 'm' }];
  const topics = [{ ...topic, partitions }];
  const answer = await ask(client, 'OffsetCommit', version, { groupId, memberId: '', topics });
  return only(answer.topics.flatMap((each) => each.partitions)).errorCode;
}

/** What the group has committed for partition 0; -1: nothing. */
export async function committed(client: RawClient, groupId: string, { name }: CreatedTopic): Promise<number> {
  const topics = [{ name, partitionIndexes: [0] }];
  const answer = await ask(client, 'OffsetFetch', 5, { groupId, topics, groups: [] });
  return only(answer.topics.flatMap(({ partitions }) => partitions)).committedOffset;
}

/** Joins as the only member and syncs; `join` is the request to join again with. */
export async function joinAlone(client: RawClient, groupId: string, topic: string) {
  const writer = new Writer();
  writer.int16(1);
  codecOf(ConsumerProtocolSubscription, 1).encode(writer, { topics: [topic], userData: null, ownedPartitions: [] });
  const join = {
    groupId,
    sessionTimeoutMs: 30_000,
    rebalanceTimeoutMs: 30_000,
    memberId: '',
    groupInstanceId: null,
    protocolType: 'consumer',
    protocols: [{ name: 'range', metadata: Buffer.concat(writer.finish()) }],
    reason: null,
  };
  const { errorCode, memberId } = await ask(client, 'JoinGroup', 7, join);
  assert.equal(errorCode, 79);
  const { generationId } = await ask(client, 'JoinGroup', 7, { ...join, memberId });
  const assignments = [{ memberId, assignment: Buffer.from('assigned') }];
  const sync = { groupId, generationId, memberId, protocolType: 'consumer', protocolName: 'range', assignments };
  assert.equal((await ask(client, 'SyncGroup', 5, sync)).errorCode, 0);
  return { memberId, generationId, join };
}
