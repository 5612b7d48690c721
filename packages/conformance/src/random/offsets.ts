import type { Answer } from '../differential/raw-client.ts';
import type { ActionOf } from './action.ts';
import type { World } from './world.ts';

/** Of OffsetCommit and of OffsetFetch. */
const FIRST_VERSION_WITH_IDS = 10;

export async function commit(world: World, action: ActionOf<'commit'>): Promise<void> {
  const { connection, version, group, wrong, partitions } = action;
  const member = action.member === undefined ? undefined : world.members.get(action.member);
  const nobody =
    action.member === undefined ? { memberId: '', generationId: -1 } : { memberId: 'nobody', generationId: 1 };
  const { memberId, generationId } = member ?? nobody;
  const answer = await world.ask(connection, 'OffsetCommit', version, {
    groupId: world.groupId(group),
    generationIdOrMemberEpoch: wrong === 'generation' ? generationId + 1 : generationId,
    memberId: wrong === 'member' ? 'another' : memberId,
    groupInstanceId: member?.instance ?? null,
    retentionTimeMs: -1,
    topics: world.byTopic(storable(partitions), positionOf, version >= FIRST_VERSION_WITH_IDS),
  });
  noteCommitted(world, action, answer);
}

const MAX_METADATA = 4096;

/**
 * The commit with at least one position that can be stored. One whose metadata are all too large makes a group in Kafka, which
 * shows only when something else is written to the same partition of __consumer_offsets: other sequences decide when.
 */
function storable(partitions: ActionOf<'commit'>['partitions']): ActionOf<'commit'>['partitions'] {
  const [first, ...others] = partitions;
  const isTooLarge = partitions.every(({ metadata = 0 }) => metadata > MAX_METADATA);
  return isTooLarge && first !== undefined ? [{ ...first, metadata: MAX_METADATA }, ...others] : partitions;
}

function positionOf({ partition, offset, metadata = 1 }: ActionOf<'commit'>['partitions'][number]) {
  const committedMetadata = metadata < 0 ? null : 'm'.repeat(metadata);
  return { partitionIndex: partition, committedOffset: offset, committedLeaderEpoch: -1, committedMetadata };
}

function noteCommitted(
  world: World,
  { group, version, partitions }: ActionOf<'commit'>,
  answer: Answer<'OffsetCommit'> | undefined,
): void {
  for (const { partition, ...ref } of partitions) {
    const { name, topicId } = world.ref(ref);
    const isStored = answer?.topics.some(
      (each) =>
        (version < FIRST_VERSION_WITH_IDS ? each.name === name : each.topicId === topicId) &&
        each.partitions.some(({ partitionIndex, errorCode }) => partitionIndex === partition && errorCode === 0),
    );
    if (isStored) world.committed.add(`${group}/${ref.topic}/${partition}`);
  }
}

export async function offsetFetch(world: World, action: ActionOf<'offset-fetch'>): Promise<void> {
  const { connection, version, groups } = action;
  const asked = groups.map(({ group, partitions }) => ({
    groupId: world.groupId(group),
    memberId: null,
    memberEpoch: -1,
    topics:
      partitions === null
        ? null
        : world
            .byTopic(partitions, ({ partition }) => partition, version >= FIRST_VERSION_WITH_IDS)
            .map(({ partitions: partitionIndexes, ...topic }) => ({ ...topic, partitionIndexes })),
  }));
  const groupId = asked[0]?.groupId ?? '';
  const topics = asked[0]?.topics ?? (version < 2 ? [] : null);
  await world.ask(connection, 'OffsetFetch', version, { groupId, topics, groups: asked, requireStable: false });
}

export async function offsetDelete(world: World, action: ActionOf<'offset-delete'>): Promise<void> {
  const topics = world.byTopic(action.partitions, ({ partition }) => ({ partitionIndex: partition }));
  await world.ask(action.connection, 'OffsetDelete', 0, { groupId: world.groupId(action.group), topics });
}
