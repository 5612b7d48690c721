import type { GroupView, MemberView } from '@testka/core';
import type { BrokerContext } from '../context.ts';
import { formatDuration, plural } from '../format.ts';
import { lagOf } from './lag.ts';
import { type OwnedPartition, partitionsOf, unfetched } from './readiness.ts';

/** The most partitions that a line names. */
const MAX_SHOWN = 6;

/** A group in words, for reports, and the same as data. */
export function describeGroup(context: BrokerContext, groupId: string): { text: string; data: object } {
  const group = context.view.groups.group(groupId);
  if (group === undefined)
    return {
      text: `Group "${groupId}" does not exist: nobody has joined it or committed for it.`,
      data: { groupId, state: 'Dead', members: [] },
    };
  const members = [...group.memberViews()];
  const head = `Group "${groupId}" is ${group.state}, generation ${group.generationId}, with ${plural(members.length, 'member')}`;
  const lags = lagOf(context, groupId);
  const behind = lags
    .filter(({ lag }) => lag > 0)
    .map(({ topic, partition, committed, highWatermark, lag }) => {
      return `  ${topic}[${partition}]: committed ${committed ?? 'nothing'} of ${highWatermark}, lag ${lag}`;
    });
  const lines = [
    head,
    ...members.map((member) => `  ${describeMember(context, group, member)}`),
    ...behind.slice(0, MAX_SHOWN),
  ];
  const data = {
    groupId,
    state: group.state,
    generation: group.generationId,
    members: members.map((member) => ({
      memberId: member.memberId,
      clientId: member.clientId,
      assignment: partitionsOf(member),
      unfetched: unfetched(context.view, group, member) ?? null,
    })),
  };
  return { text: lines.join('\n'), data };
}

function describeMember({ view, driver }: BrokerContext, group: GroupView, member: MemberView): string {
  const nowMs = driver.clock.now();
  const name = `member ${member.memberId} (client "${member.clientId}")`;
  if (member.joiningSinceMs !== undefined)
    return `${name}: has been joining for ${formatDuration(nowMs - member.joiningSinceMs)}`;
  if (member.syncingSinceMs !== undefined) {
    return `${name}: has been waiting for its assignment for ${formatDuration(nowMs - member.syncingSinceMs)}`;
  }
  const missing = unfetched(view, group, member);
  const owned = partitionsOf(member);
  if (missing === undefined) return `${name}: has no assignment of this generation yet`;
  if (owned.length === 0) return `${name}: ready, without partitions`;
  if (missing.length === 0) return `${name}: ready, owns ${listPlaces(owned)}`;
  return `${name}: owns ${listPlaces(owned)}, has not fetched ${listPlaces(missing)} since`;
}

function listPlaces(places: readonly OwnedPartition[]): string {
  const shown = places.slice(0, MAX_SHOWN).map(({ topic, partition }) => `${topic}[${partition}]`);
  return places.length > MAX_SHOWN ? `${shown.join(', ')}, … ${places.length - MAX_SHOWN} more` : shown.join(', ');
}
