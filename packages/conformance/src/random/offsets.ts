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
  const answer = await world.ask(world.viaForGroup(connection, group), 'OffsetCommit', version, {
    groupId: world.groupId(group),
    generationIdOrMemberEpoch: wrong === 'generation' ? generationId + 1 : generationId,
    memberId: wrong === 'member' ? 'another' : memberId,
    groupInstanceId: member?.instance ?? null,
    retentionTimeMs: -1,
    topics: world.byTopic(partitions, positionOf, version >= FIRST_VERSION_WITH_IDS),
  });
  noteCommitted(world, action, answer);
  await settleUnwritten(world, action, answer);
}

const METADATA_TOO_LARGE = 12;

/**
 * A commit of which nothing can be stored makes a group that shows when something else is written to the same partition of
 * __consumer_offsets: other sequences would decide when.
 */
async function settleUnwritten(
  world: World,
  { group, partitions }: ActionOf<'commit'>,
  answer: Answer<'OffsetCommit'> | undefined,
): Promise<void> {
  const errors = answer?.topics.flatMap((topic) => topic.partitions.map(({ errorCode }) => errorCode)) ?? [];
  const stored = partitions.find(({ metadata = 0 }) => metadata > MAX_METADATA);
  if (stored === undefined || !errors.includes(METADATA_TOO_LARGE)) return;
  const node = world.coordinator(group);
  const groupId = world.neighbour(group);
  // Of a topic that is there, as it was refused for the metadata.
  for (const { topic } of partitions) {
    const position = { partitionIndex: 0, committedOffset: 0, committedLeaderEpoch: -1, committedMetadata: null };
    const topics = [{ ...world.ref({ topic }), partitions: [position] }];
    const body = { groupId, generationIdOrMemberEpoch: -1, memberId: '', topics };
    await world.quietly('OffsetCommit', 7, body, node);
  }
  await world.quietly('DeleteGroups', 2, { groupsNames: [groupId] }, node);
}

const MAX_METADATA = 4096;

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
  const via = world.viaForGroup(connection, groups[0]?.group ?? 'g');
  const groupId = asked[0]?.groupId ?? '';
  const topics = asked[0]?.topics ?? (version < 2 ? [] : null);
  await world.ask(via, 'OffsetFetch', version, { groupId, topics, groups: asked, requireStable: false });
}

export async function offsetDelete(world: World, action: ActionOf<'offset-delete'>): Promise<void> {
  const topics = world.byTopic(action.partitions, ({ partition }) => ({ partitionIndex: partition }));
  const via = world.viaForGroup(action.connection, action.group);
  await world.ask(via, 'OffsetDelete', 0, { groupId: world.groupId(action.group), topics });
}
