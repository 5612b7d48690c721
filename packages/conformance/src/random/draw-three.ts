import type { Action, ActionOf, Places, Slot } from './action.ts';
import type { Dice } from './dice.ts';
import { distinct, drawConnection, drawPartition, drawTopic } from './slots.ts';

const BROKERS = [1, 2, 3] as const;

function drawReplicaCount(dice: Dice): number {
  return dice.weighed([
    [2, 1],
    [4, 2],
    [4, 3],
  ]);
}

/** Brokers of one partition, the preferred leader first. */
function drawReplicas(dice: Dice, count = drawReplicaCount(dice)): number[] {
  const left: number[] = [...BROKERS];
  return Array.from({ length: count }, () => left.splice(dice.below(left.length), 1)).flat();
}

/** As many replicas for each, mostly, as Kafka asks for. */
function drawPlaces(dice: Dice, count: number): Places {
  const replicaCount = dice.once(20) ? undefined : drawReplicaCount(dice);
  return Array.from({ length: count }, () => drawReplicas(dice, replicaCount));
}

/** Mostly to whom it concerns; else to any broker. */
function drawPartitionSlot(dice: Dice): Slot {
  return dice.weighed<(dice: Dice) => Slot>([
    [8, () => 'leader'],
    [2, () => 'follower'],
    [2, drawConnection],
  ])(dice);
}

function drawGroupSlot(dice: Dice): Slot {
  return dice.once(8) ? drawConnection(dice) : 'coordinator';
}

/** Two topics that can be written to, the first of several replicas. */
export function drawOpening(dice: Dice): Action[] {
  const topic = (name: string, replicaCount: number): ActionOf<'create-topic'> => {
    const places = dice.some(2, 3, () => drawReplicas(dice, replicaCount));
    const connection = drawConnection(dice);
    return { do: 'create-topic', connection, version: 7, topic: name, partitions: places.length, places };
  };
  return [topic('a', dice.between(2, 3)), topic('b', dice.between(1, 3)), records(dice, 'a'), records(dice, 'b')];
}

/** Some that nothing is wrong with, to the first partition. */
function records(dice: Dice, topic: string): Action {
  const sizes = dice.some(1, 3, () => dice.pick([1, 20, 100]));
  return {
    do: 'produce',
    connection: 'leader',
    version: dice.between(9, 13),
    acks: dice.pick([-1, 1]),
    batches: [{ topic, partition: 0, batch: { sizes } }],
  };
}

/** What is the same with one broker, for three of them: placed where it is drawn, and asked of one or another. */
export function spread(dice: Dice, action: Action): Action {
  switch (action.do) {
    case 'create-topic': {
      const { replicas: _, ...others } = action;
      return { ...others, places: drawPlaces(dice, action.partitions) };
    }
    case 'create-partitions':
      return { ...action, places: drawPlaces(dice, 3) };
    case 'metadata':
      return withoutCreation(action);
    case 'poll':
      return {
        ...action,
        fetch: { ...action.fetch, connection: drawPartitionSlot(dice) },
        meanwhile: action.meanwhile.map((each) => spread(dice, each)),
      };
    case 'fetch':
    case 'list-offsets':
      return ofLaterEpochs(dice, { ...action, connection: drawPartitionSlot(dice) });
    case 'epoch-end':
      return { ...action, connection: drawPartitionSlot(dice), epoch: dice.between(-1, MOST_EPOCHS) };
    case 'produce':
    case 'delete-records':
      return { ...action, connection: drawPartitionSlot(dice) };
    case 'commit':
    case 'offset-fetch':
    case 'offset-delete':
    case 'delete-groups':
    case 'describe-groups':
      return { ...action, connection: drawGroupSlot(dice) };
    default:
      return action;
  }
}

/** About how often a partition changes its leader. */
const MOST_EPOCHS = 4;

function ofLaterEpochs(
  dice: Dice,
  action: ActionOf<'fetch'> | ActionOf<'list-offsets'>,
): ActionOf<'fetch'> | ActionOf<'list-offsets'> {
  const later = <P extends object>(partition: P): P => ({
    ...partition,
    ...(dice.once(6) && { currentEpoch: dice.below(MOST_EPOCHS) }),
    ...(action.do === 'fetch' && dice.once(6) && { lastEpoch: dice.below(MOST_EPOCHS) }),
  });
  return action.do === 'fetch'
    ? { ...action, partitions: action.partitions.map(later) }
    : { ...action, partitions: action.partitions.map(later) };
}

/** Where a topic is that is created by being asked for, Kafka draws. Before v4 every question creates. */
function withoutCreation(action: ActionOf<'metadata'>): ActionOf<'metadata'> {
  const { allow: _, ...others } = action;
  return { ...others, version: Math.max(action.version, 4) };
}

function reassign(dice: Dice): ActionOf<'reassign'> {
  const partitions = dice.some(1, 2, () => ({
    partition: drawPartition(dice),
    replicas: dice.once(15) ? null : dice.once(20) ? dice.pick([[], [7], [2, 2], [1, 9]]) : drawReplicas(dice),
  }));
  return {
    do: 'reassign',
    connection: drawConnection(dice),
    version: dice.between(0, 1),
    topic: drawTopic(dice),
    partitions: distinct(partitions, ({ partition }) => String(partition)),
    ...(dice.once(5) && { keepsCount: true as const }),
  };
}

function drawPartitions(dice: Dice): number[] {
  return distinct(
    dice.some(1, 3, () => drawPartition(dice)),
    String,
  );
}

function elect(dice: Dice): ActionOf<'elect'> {
  const version = dice.between(0, 2);
  return {
    do: 'elect',
    connection: drawConnection(dice),
    version,
    topic: drawTopic(dice),
    partitions: drawPartitions(dice),
    ...(version > 0 && dice.once(5) && { unclean: true as const }),
  };
}

/** The first partition is led by another replica from then on, which is asked what became of the records. */
function moveLeader(dice: Dice): Action[] {
  const topic = drawTopic(dice);
  const connection = drawConnection(dice);
  const partitions = [{ partition: 0, replicas: drawReplicas(dice, dice.between(2, 3)) }];
  const end: Action = {
    do: 'epoch-end',
    connection: 'leader',
    version: dice.between(2, 4),
    topic,
    partition: 0,
    epoch: dice.below(MOST_EPOCHS),
    currentEpoch: -1,
  };
  const fetch: Action = {
    do: 'fetch',
    connection: drawPartitionSlot(dice),
    version: dice.between(11, 18),
    partitions: [{ topic, partition: 0, offset: dice.below(4), lastEpoch: dice.below(MOST_EPOCHS) }],
  };
  return [
    { do: 'reassign', connection, version: 0, topic, partitions },
    { do: 'elect', connection, version: dice.between(0, 2), topic, partitions: [0] },
    ...(dice.once(2) ? [records(dice, topic)] : []),
    ...(dice.once(2) ? [end] : []),
    ...(dice.once(2) ? [fetch] : []),
  ];
}

/** What there is besides, where partitions have several replicas. */
export const MOVES: readonly (readonly [number, (dice: Dice) => Action[]])[] = [
  [8, (dice) => [reassign(dice)]],
  [4, (dice) => [elect(dice)]],
  [8, moveLeader],
  [
    1,
    (dice) => [
      {
        do: 'list-reassignments',
        connection: drawConnection(dice),
        topic: drawTopic(dice),
        partitions: drawPartitions(dice),
      },
    ],
  ],
  [
    3,
    (dice) => [
      {
        do: 'describe-producers',
        connection: drawPartitionSlot(dice),
        topic: drawTopic(dice),
        partitions: drawPartitions(dice),
      },
    ],
  ],
  [
    2,
    (dice) => [
      {
        do: 'describe-log-dirs',
        connection: drawPartitionSlot(dice),
        version: dice.between(1, 5),
        topic: drawTopic(dice),
        partitions: drawPartitions(dice),
      },
    ],
  ],
];
