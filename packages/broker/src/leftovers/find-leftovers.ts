import type { Connection, MemberView } from '@testka/core';
import type { BrokerContext } from '../context.ts';
import { plural } from '../format.ts';
import type { Leftover } from '../types/leftover.ts';
import type { PendingWait } from '../waits/waits.ts';
import { faultLeftover } from './fault-leftovers.ts';
import { openerOf } from './opener.ts';
import { sourceLineOf } from './source-line.ts';

/** What is still open, what was to go wrong and did not, and what was not awaited. Nothing of a closed broker is open. */
export function findLeftovers(context: BrokerContext): Leftover[] {
  if (context.driver.end !== undefined) return [];
  return [
    ...openThings(context),
    ...[...context.faults.all].flatMap((entry) => faultLeftover(context, entry)),
    ...context.waits.pendingOfTest.flatMap(waitLeftover),
  ];
}

function waitLeftover({ description, calledAt }: PendingWait): Leftover[] {
  const { place } = sourceLineOf(calledAt.frames);
  // Nobody outside waits for it.
  if (place === null) return [];
  const text = `a wait was not awaited, begun at ${place}: ${description}`;
  return [{ kind: 'pending-wait', description: text, clientId: null, openedBy: place }];
}

/** A connection and where it comes from. */
interface Opened {
  readonly connection: Connection;
  readonly place: string | null;
  readonly library: string | null;
}

/**
 * A client has several connections, and in a group most of them are those of its member. A producer may have the client id of
 * a consumer: it is told from it by what it has produced, and by where it was opened.
 */
function openThings(context: BrokerContext): Leftover[] {
  const { view, clientSockets, roles } = context;
  const open = [...view.connections.values()].filter(({ peer }) => !clientSockets.isGivenUp(peer.port));
  const opened = open.map((connection): Opened => ({ connection, ...openerOf(context, connection) }));
  const producers = opened.filter(({ connection }) => roles.hasProduced(connection.id));
  const places = new Set(producers.flatMap(({ place }) => place ?? []));
  const rest = new Set(opened.filter((each) => !producers.includes(each) && !places.has(each.place ?? '')));
  const members: Leftover[] = [];
  const claimed = new Set<Opened>();
  for (const group of view.groups.groups()) {
    for (const member of group.memberViews()) {
      const own = [...rest].filter(({ connection }) => isLike(connection, member));
      const source = own.find((each) => each.place !== null && !claimed.has(each)) ?? own[0];
      if (source !== undefined) claimed.add(source);
      const place = clientSockets.nativePlace({ ...member, groupId: group.groupId }) ?? source?.place ?? null;
      const leftover = memberLeftover(group.groupId, member, source && { ...source, place });
      if (leftover !== undefined) members.push(leftover);
    }
  }
  const isMembers = ({ connection }: Opened): boolean =>
    members.some(({ clientId }) => clientId !== null && clientId === connection.clientId);
  const others = opened.filter((each) => !rest.has(each) || !isMembers(each));
  return [...members, ...byClient(others)];
}

function isLike({ clientId, peer }: Connection, member: MemberView): boolean {
  return clientId === member.clientId && `/${peer.host}` === member.clientHost;
}

function memberLeftover(groupId: string, member: MemberView, source: Opened | undefined): Leftover | undefined {
  // A static member stays by design when its client goes (KIP-345).
  if (source === undefined && member.groupInstanceId !== null) return undefined;
  const name = `consumer group "${groupId}": member "${member.memberId}" (${describeClient(member.clientId, source)})`;
  const text =
    source === undefined
      ? `${name} has not left the group, and its connection is gone`
      : `${name} is still connected${openedAt(source.place)}`;
  return { kind: 'group-member', description: text, clientId: member.clientId, openedBy: source?.place ?? null };
}

/** Those of one client that were opened at the same place, as one. */
function byClient(opened: readonly Opened[]): Leftover[] {
  const clients = new Map<string, Opened[]>();
  for (const each of opened) {
    const key = `${each.connection.clientId}\n${each.place}`;
    clients.set(key, [...(clients.get(key) ?? []), each]);
  }
  return [...clients.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const { clientId } = first.connection;
    const count = same.length === 1 ? '' : ` (${plural(same.length, 'connection')})`;
    const description = `${describeClient(clientId, first)} is still connected${count}${openedAt(first.place)}`;
    return [{ kind: 'connection', description, clientId, openedBy: first.place }];
  });
}

function describeClient(clientId: string | null, source: Opened | undefined): string {
  const { software = null } = source?.connection ?? {};
  const library = software === null ? source?.library : `${software.name} ${software.version}`;
  const name = clientId === null ? 'a client without an id' : `client "${clientId}"`;
  return library === null || library === undefined ? name : `${name}, ${library}`;
}

function openedAt(place: string | null): string {
  return place === null ? '' : `, opened at ${place}`;
}
