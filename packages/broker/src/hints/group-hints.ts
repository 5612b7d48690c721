import { type GroupView, type MemberView, nearestName } from '@testka/core';
import { formatDuration, plural } from '../format.ts';
import { connectionsOf, partitionsOf } from '../group/readiness.ts';
import type { HintRule, Scene } from './hint.ts';

export const GROUP_HINTS: readonly HintRule[] = [
  { code: 'group-never-joined', find: groupNeverJoined },
  { code: 'group-emptied', find: groupEmptied },
  { code: 'group-rebalancing', find: groupRebalancing },
  { code: 'subscribed-elsewhere', find: subscribedElsewhere },
  { code: 'started-at-latest', find: startedAtLatest },
];

function groupNeverJoined(scene: Scene): string[] {
  const { context, group } = scene;
  if (group === undefined || wasJoined(context.view.groups.group(group))) return [];
  const others = [...context.view.groups.groups()].filter(({ groupId }) => groupId !== group);
  const similar = nearestName(
    group,
    others.map(({ groupId }) => groupId),
  );
  if (similar !== undefined) return [`Nobody is in group "${group}", but there is a group "${similar}". Typo?`];
  const there =
    others.length === 0
      ? 'there are no other groups'
      : `there are ${others.map(({ groupId }) => `"${groupId}"`).join(', ')}`;
  return [`Nobody is in group "${group}"; ${there}.${idleClients(scene)}`];
}

/** Clients that are connected and have neither joined a group nor produced: consumers, maybe, that nobody has started. */
function idleClients({ context }: Scene): string {
  const { view, roles } = context;
  const members = new Set([...view.groups.groups()].flatMap((each) => membersOf(each).map(({ clientId }) => clientId)));
  const producers = [...view.connections.values()].filter(({ id }) => roles.hasProduced(id));
  const busy = new Set([...members, ...producers.map(({ clientId }) => clientId)]);
  const names = new Set([...view.connections.values()].map(({ clientId }) => clientId));
  const idle = [...names].filter((name) => name !== null && !busy.has(name)).slice(0, MAX_IDLE);
  if (idle.length === 0) return '';
  const who = idle.map((name) => `"${name}"`).join(', ');
  return ` Connected without having joined a group: ${who}. If that is its consumer, has it called subscribe() and run()?`;
}

/** The most clients that a hint names. */
const MAX_IDLE = 3;

/** Whoever was in is out again. */
function groupEmptied({ context, group, nowMs }: Scene): string[] {
  const view = group === undefined ? undefined : context.view.groups.group(group);
  const last = view?.rebalances.at(-1);
  if (view === undefined || last === undefined || membersOf(view).length > 0) return [];
  const since = formatDuration(nowMs - (last.completedAtMs ?? last.startedAtMs));
  return [
    `Nobody is in group "${view.groupId}" any more, for ${since} now: ${last.reasons.join('; ')}. Did its consumer crash, or the test ` +
      'disconnect it?',
  ];
}

/** On whom a rebalance waits. */
function groupRebalancing(scene: Scene): string[] {
  return groupsOf(scene).flatMap((group) => {
    const members = membersOf(group);
    const since = group.rebalances.at(-1);
    const duration = since === undefined ? '' : ` for ${formatDuration(scene.nowMs - since.startedAtMs)}`;
    if (group.state === 'PreparingRebalance') {
      const missing = members.filter(({ joiningSinceMs }) => joiningSinceMs === undefined);
      const wait = limitOfWait(scene, missing, members);
      return missing.length === 0
        ? []
        : [
            `Group "${group.groupId}" has been rebalancing${duration}: it waits for ${listMembers(missing)} to join again, ${wait}.`,
          ];
    }
    if (group.state !== 'CompletingRebalance') return [];
    const leader = members.filter(({ memberId }) => memberId === group.leaderId);
    return [
      `Group "${group.groupId}" has been rebalancing${duration}: it waits for the assignment by its leader, ${listMembers(leader)}.`,
    ];
  });
}

/** Members that say nothing are dropped when their session ends; those that do, when the rebalance has taken too long. */
function limitOfWait({ context }: Scene, missing: readonly MemberView[], members: readonly MemberView[]): string {
  const rebalanceMs = Math.max(0, ...members.map(({ rebalanceTimeoutMs }) => rebalanceTimeoutMs));
  const sessionMs = Math.max(0, ...missing.map(({ sessionTimeoutMs }) => sessionTimeoutMs));
  const rebalance = `${formatDuration(rebalanceMs)} to pass (their rebalance timeout)`;
  if (sessionMs >= rebalanceMs) return `or for ${rebalance}`;
  const session = formatDuration(sessionMs);
  const isSilent = ({ connection }: MemberView): boolean =>
    connection === undefined || !context.view.connections.has(connection);
  if (missing.every(isSilent)) return `or for ${session} to pass (their session timeout): their connections are gone`;
  return `or for ${session} to pass without a heartbeat (their session timeout), or for ${rebalance}`;
}

function subscribedElsewhere(scene: Scene): string[] {
  const { topics, group } = scene;
  if (group === undefined || topics.length === 0) return [];
  return groupsOf(scene).flatMap((view) => {
    const members = membersOf(view);
    const subscribed = [...new Set(members.flatMap(({ subscribedTopics }) => subscribedTopics))];
    const missing = topics.filter((topic) => !subscribed.includes(topic));
    if (members.length === 0 || missing.length === 0) return [];
    const names = missing.map((topic) => `"${topic}"`).join(', ');
    const others = subscribed.map((topic) => `"${topic}"`).join(', ') || 'nothing';
    return [`No member of group "${group}" subscribes to ${names}; they subscribe to ${others}.`];
  });
}

/** Consumers that began behind messages which were there already. */
function startedAtLatest(scene: Scene): string[] {
  return groupsOf(scene).flatMap((group) =>
    membersOf(group).flatMap((member) =>
      partitionsOf(member).flatMap(({ topic, partition }) => skipped(scene, group, member, topic, partition)),
    ),
  );
}

function skipped({ context }: Scene, group: GroupView, member: MemberView, topic: string, index: number): string[] {
  const { view, journal } = context;
  const read = journal.latestReads.findLast(
    (each) => each.clientId === member.clientId && each.topic === topic && each.partition === index,
  );
  const start = view.metadata.partition(topic, index)?.log.logStartOffset ?? 0;
  if (read === undefined || read.offset <= start) return [];
  const began = journal.firstFetch(connectionsOf(view, member), topic, index);
  if (began !== read.offset) return [];
  const count = plural(read.offset - start, 'message');
  return [
    `Group "${group.groupId}" started at "latest" of ${topic}[${index}] (offset ${read.offset}) after ${count} had been written: they will never reach it.\n` +
      `Use fromBeginning: true (auto.offset.reset=earliest), or await broker.group('${group.groupId}').waitUntilReady() before producing.`,
  ];
}

/** Somebody is in, or was in since the last reset. */
function wasJoined(group: GroupView | undefined): boolean {
  return group !== undefined && (membersOf(group).length > 0 || group.rebalances.length > 0);
}

export function groupsOf({ context, group }: Scene): GroupView[] {
  return [...context.view.groups.groups()].filter(({ groupId }) => group === undefined || groupId === group);
}

export function membersOf(group: GroupView | undefined): MemberView[] {
  return group === undefined ? [] : [...group.memberViews()];
}

function listMembers(members: readonly MemberView[]): string {
  return members.map(nameOfMember).join(', ');
}

export function nameOfMember({ memberId, clientId }: MemberView): string {
  return `member ${memberId} (client "${clientId}")`;
}
