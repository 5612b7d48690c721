import { ErrorCode, ZERO_UUID } from '@testka/protocol';
import { wrong } from '../check.ts';
import type { BrokerContext } from '../context.ts';
import { BrokerError } from '../errors.ts';
import { checkPlaceExists } from '../existing.ts';
import { throwIfRefused } from '../kafka-errors.ts';
import type { TopicPartitionOffset } from '../types/group.ts';
import { ensureCoordinator } from './coordinator.ts';
import { checkPlace } from './group-waits.ts';
import { committedBy } from './lag.ts';

type Place = Required<TopicPartitionOffset>;

/** See `TestGroup.resetOffsets`. */
export async function resetOffsets(
  context: BrokerContext,
  groupId: string,
  to: 'earliest' | 'latest' | Date | readonly TopicPartitionOffset[],
): Promise<void> {
  const target = checkTarget(to);
  const members = [...(context.view.groups.group(groupId)?.memberViews() ?? [])];
  if (members.length > 0) {
    const who = members.map(({ clientId }) => `"${clientId}"`).join(', ');
    throw new BrokerError(
      'ERR_GROUP_NOT_EMPTY',
      `group "${groupId}" has members (${who}), which would overwrite the offsets; disconnect them first`,
    );
  }
  await commit(context, groupId, Array.isArray(target) ? target : placesAt(context, groupId, target));
}

/** A date as its ms. @throws BrokerError ERR_INVALID_ARGUMENT; what is wrong with it is told before anything else */
function checkTarget(to: unknown): 'earliest' | 'latest' | number | Place[] {
  if (to === 'earliest' || to === 'latest') return to;
  if (Array.isArray(to) && to.length > 0) return to.map(checkPlace);
  const isDate = Object.prototype.toString.call(to) === '[object Date]';
  const ms = isDate ? (to as Date).getTime() : Number.NaN;
  if (!Number.isNaN(ms)) return ms;
  const expected = "'earliest', 'latest', a Date or an array of { topic, partition, offset } that is not empty";
  throw wrong({ name: 'the offsets', value: to, code: 'ERR_INVALID_ARGUMENT' }, expected);
}

/** The partitions that the group has committed, each at the place asked for. */
function placesAt({ view }: BrokerContext, groupId: string, to: 'earliest' | 'latest' | number): Place[] {
  const committed = committedBy(view, groupId);
  if (committed.length === 0) {
    const wayOut = "say which partitions: [{ topic: 'orders', partition: 0, offset: 0 }]";
    throw new BrokerError(
      'ERR_UNKNOWN_GROUP',
      `group "${groupId}" has committed nothing that could be reset; ${wayOut}`,
    );
  }
  return committed.flatMap(({ topicName: topic, partitionIndex }) => {
    const partition = view.metadata.partition(topic, partitionIndex);
    if (partition === undefined) return [];
    const { log, highWatermark } = partition;
    if (to === 'earliest') return [{ topic, partition: partitionIndex, offset: log.logStartOffset }];
    if (to === 'latest') return [{ topic, partition: partitionIndex, offset: highWatermark }];
    const offset = log.offsetForTimestamp(to, highWatermark)?.offset ?? highWatermark;
    return [{ topic, partition: partitionIndex, offset }];
  });
}

async function commit(context: BrokerContext, groupId: string, places: readonly Place[]): Promise<void> {
  const { driver, view } = context;
  for (const { topic, partition, offset } of places) {
    checkPlaceExists(context, topic, partition);
    const end = view.metadata.partition(topic, partition)?.highWatermark ?? 0;
    if (offset > end)
      throw new BrokerError(
        'ERR_INVALID_ARGUMENT',
        `offset ${offset} of ${topic}[${partition}] is beyond its end, ${end}`,
      );
  }
  ensureCoordinator(context, groupId);
  const topics = [...new Set(places.map(({ topic }) => topic))];
  const { topics: answered } = await driver.request('OffsetCommit', {
    groupId,
    generationIdOrMemberEpoch: -1,
    memberId: '',
    groupInstanceId: null,
    retentionTimeMs: -1,
    topics: topics.map((name) => ({
      name,
      topicId: ZERO_UUID,
      partitions: places
        .filter(({ topic }) => topic === name)
        .map(({ partition, offset }) => ({
          partitionIndex: partition,
          committedOffset: offset,
          committedLeaderEpoch: -1,
          commitTimestamp: -1,
          committedMetadata: null,
        })),
    })),
  });
  const failed = answered.flatMap(({ partitions }) => partitions).find(({ errorCode }) => errorCode !== ErrorCode.NONE);
  if (failed !== undefined)
    throwIfRefused(failed, `resetting the offsets of group "${groupId}"`, 'the group must have no members');
}
