import type { Connection, GroupView, MemberView } from '@testka/core';
import { type BrokerContext, checkOpen } from '../context.ts';
import type { GroupMember } from '../types/group.ts';
import { connectionsOf, isReady, partitionsOf } from './readiness.ts';

/** A member as the test sees it, now. */
export function groupMember(context: BrokerContext, group: GroupView, member: MemberView): GroupMember {
  const { memberId, clientId, groupInstanceId, clientHost, subscribedTopics } = member;
  const described: GroupMember = {
    memberId,
    clientId,
    groupInstanceId,
    host: clientHost.replace(/^\//, ''),
    subscription: [...subscribedTopics],
    assignment: partitionsOf(member),
    ready: isReady(context.view, group, member),
    disconnect: () => disconnect(context, member),
  };
  // Not enumerable: members are compared, printed and sent to workers as data.
  return Object.defineProperty(described, 'disconnect', { enumerable: false });
}

function disconnect(context: BrokerContext, member: MemberView): void {
  checkOpen(context);
  for (const { id } of ownConnections(context, member)) context.driver.destroy(id);
}

/**
 * Several clients may have the member's client id, such as a producer beside it. Its own are the connections over which it has
 * spoken as a member, and those that fetch what it owns, unless another member has spoken over them. One that is still joining
 * has neither: then it is whatever no other member and no producer uses.
 */
function ownConnections({ roles, view }: BrokerContext, member: MemberView): Connection[] {
  const ofClient = connectionsOf(view, member);
  const ofNobody = ofClient.filter(({ id }) => !roles.isOfMember(id) && !roles.hasProduced(id));
  const owned = partitionsOf(member).flatMap(({ topic, partition }) => view.metadata.partition(topic, partition) ?? []);
  const own = [
    ...ofClient.filter(({ id }) => roles.isOfMember(id, member.memberId)),
    ...ofNobody.filter(({ positions }) => owned.some((partition) => positions.of(partition) !== undefined)),
  ];
  return own.length > 0 ? own : ofNobody;
}
