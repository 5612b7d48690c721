import type { Action, ActionOf } from './action.ts';
import type { Dice } from './dice.ts';
import { distinct, drawConnection, drawOffset, drawPartition, drawRef, drawTopic } from './slots.ts';

/** Two groups, each with members of its own: a client is in one group. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = { g: ['m', 'n'], h: ['o', 'p'] };

function drawGroup(dice: Dice): string {
  return dice.once(3) ? 'h' : 'g';
}

function drawMember(dice: Dice, group: string): string {
  return dice.pick(MEMBERS[group] ?? []);
}

function drawWrong(dice: Dice): { wrong?: 'generation' | 'member' } {
  return dice.once(6) ? { wrong: dice.pick(['generation', 'member'] as const) } : {};
}

function commit(dice: Dice): ActionOf<'commit'> {
  const group = drawGroup(dice);
  const partitions = dice.some(1, 2, () => ({
    ...drawRef(dice),
    partition: drawPartition(dice),
    offset: drawOffset(dice),
    ...(dice.once(6) && { metadata: dice.pick([-1, 0, 4096, 4097]) }),
  }));
  return {
    do: 'commit',
    connection: drawConnection(dice),
    version: dice.between(2, 10),
    group,
    ...(dice.once(2) && { member: drawMember(dice, group) }),
    ...drawWrong(dice),
    partitions: distinct(partitions, ({ topic, partition }) => `${topic}/${partition}`),
  };
}

function offsetFetch(dice: Dice): ActionOf<'offset-fetch'> {
  const groups = dice.some(1, 2, () => {
    const partitions = dice.some(1, 3, () => ({ ...drawRef(dice), partition: drawPartition(dice) }));
    return {
      group: drawGroup(dice),
      partitions: dice.once(3) ? null : distinct(partitions, ({ topic, partition }) => `${topic}/${partition}`),
    };
  });
  return {
    do: 'offset-fetch',
    connection: drawConnection(dice),
    version: dice.between(1, 10),
    groups: distinct(groups, ({ group }) => group),
  };
}

function offsetDelete(dice: Dice): ActionOf<'offset-delete'> {
  const partitions = dice.some(1, 2, () => ({ topic: drawTopic(dice), partition: drawPartition(dice) }));
  return {
    do: 'offset-delete',
    connection: drawConnection(dice),
    group: drawGroup(dice),
    partitions: distinct(partitions, ({ topic, partition }) => `${topic}/${partition}`),
  };
}

function join(dice: Dice): ActionOf<'join'> {
  const group = drawGroup(dice);
  const member = drawMember(dice, group);
  return {
    do: 'join',
    version: dice.between(0, 9),
    group,
    member,
    ...(dice.once(4) && { instance: `${group}-${dice.once(4) ? 'shared' : member}` }),
    topics: dice.once(4) ? ['a', 'b'] : [drawTopic(dice)],
    protocols: dice.pick([['range'], ['range', 'roundrobin'], ['roundrobin', 'range'], ['sticky']]),
  };
}

function heartbeat(dice: Dice): ActionOf<'heartbeat'> {
  const group = drawGroup(dice);
  return { do: 'heartbeat', version: dice.between(0, 4), group, member: drawMember(dice, group), ...drawWrong(dice) };
}

function leave(dice: Dice): ActionOf<'leave'> {
  const group = drawGroup(dice);
  return { do: 'leave', version: dice.between(0, 5), group, member: drawMember(dice, group) };
}

function groupsOf(dice: Dice): string[] {
  return dice.once(4) ? ['g', 'h'] : [drawGroup(dice)];
}

const KINDS: readonly (readonly [number, (dice: Dice) => Action])[] = [
  [9, commit],
  [7, offsetFetch],
  [3, offsetDelete],
  [6, join],
  [5, (dice) => ({ do: 'sync', version: dice.between(0, 5), group: drawGroup(dice) })],
  [3, heartbeat],
  [2, leave],
  [
    2,
    (dice) => ({
      do: 'delete-groups',
      connection: drawConnection(dice),
      version: dice.between(0, 3),
      groups: groupsOf(dice),
    }),
  ],
  [
    3,
    (dice) => ({
      do: 'describe-groups',
      connection: drawConnection(dice),
      version: dice.between(0, 6),
      groups: groupsOf(dice),
    }),
  ],
  [
    1,
    (dice) => ({
      do: 'list-groups',
      connection: drawConnection(dice),
      version: dice.between(0, 5),
      states: dice.pick([[], ['Stable'], ['Empty', 'Dead'], ['nope']]),
    }),
  ],
];

/** Something about groups and their positions. */
export function drawGroupAction(dice: Dice): Action {
  return dice.weighed(KINDS)(dice);
}
