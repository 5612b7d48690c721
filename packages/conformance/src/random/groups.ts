import { codecOf, ConsumerProtocolSubscription, Writer } from '@testka/protocol';
import type { Answer, Outcome } from '../differential/raw-client.ts';
import type { ActionOf } from './action.ts';
import { pause, settleJoin } from './settle.ts';
import { type Member, PATIENCE_MS, type Via, type World } from './world.ts';

const REBALANCE_IN_PROGRESS = 27;
const MEMBER_ID_REQUIRED = 79;
const SESSION_MS = 60_000;
/** How long a rebalance may take to reach those who are to join again. */
const NOTICE_MS = 1500;

function subscription(topics: readonly string[]): Buffer {
  const writer = new Writer();
  writer.int16(1);
  codecOf(ConsumerProtocolSubscription, 1).encode(writer, { topics: [...topics], userData: null, ownedPartitions: [] });
  return Buffer.concat(writer.finish());
}

function joinBody(world: World, member: Member) {
  return {
    groupId: world.groupId(member.group),
    sessionTimeoutMs: SESSION_MS,
    rebalanceTimeoutMs: SESSION_MS,
    memberId: member.memberId,
    groupInstanceId: member.instance,
    protocolType: 'consumer',
    protocols: [...member.protocols],
    reason: null,
  };
}

/** A join that was sent, and what has come of it so far. */
class PendingJoin {
  readonly member: Member;
  readonly outcome: Promise<Outcome<'JoinGroup'>>;
  isAnswered = false;

  constructor(member: Member, outcome: Promise<Outcome<'JoinGroup'>>) {
    this.member = member;
    this.outcome = outcome.finally(() => (this.isAnswered = true));
  }
}

function viaOf(world: World, { name, group }: Pick<Member, 'name' | 'group'>): Via {
  return { name: `member ${name}`, node: world.coordinator(group) };
}

async function sendJoin(world: World, member: Member, version: number): Promise<PendingJoin> {
  const client = await world.connection(viaOf(world, member));
  return new PendingJoin(member, client.ask('JoinGroup', version, joinBody(world, member), PATIENCE_MS));
}

/** Answers come in any order; they are written down in that of `joins`. */
async function finishJoins(world: World, joins: readonly PendingJoin[], version: number): Promise<void> {
  const outcomes = await Promise.all(joins.map(({ outcome }) => outcome));
  const isAnyAccepted = outcomes.some((outcome) => outcome.kind === 'answered' && outcome.response.errorCode === 0);
  const [first] = joins;
  if (isAnyAccepted && first !== undefined) await settleJoin(world, first.member.group);
  // The leader is told of all, so all must be known before anything is written down.
  for (const [index, { member }] of joins.entries()) {
    const outcome = outcomes[index];
    if (outcome?.kind === 'answered') follow(world, member, outcome.response);
    else world.drop(await world.connection(viaOf(world, member)));
  }
  for (const [index, { member }] of joins.entries())
    world.note({ api: 'JoinGroup' }, `JoinGroup v${version} of ${member.name}`, outcomes[index] ?? { kind: 'silent' });
}

function follow(world: World, member: Member, answer: Answer<'JoinGroup'>): void {
  world.learnMember(answer.memberId, member.name);
  if (answer.errorCode !== 0) return;
  member.memberId = answer.memberId;
  member.generationId = answer.generationId;
  member.isLeader = answer.leader === answer.memberId;
  member.protocolName = answer.protocolName;
  world.members.set(member.name, member);
}

export async function join(world: World, action: ActionOf<'join'>): Promise<void> {
  const { version, group, instance = null } = action;
  const known = world.members.get(action.member);
  const metadata = subscription(action.topics.map((topic) => world.topicName(topic)));
  const member: Member = {
    name: action.member,
    group,
    instance: version >= 5 ? instance : null,
    protocols: action.protocols.map((name) => ({ name, metadata })),
    memberId: known?.group === group ? known.memberId : '',
    generationId: -1,
    isLeader: false,
    protocolName: null,
  };
  let mine = await sendJoin(world, member, version);
  const others = membersOf(world, group).filter(({ name }) => name !== member.name);
  if (version >= 4 && member.memberId === '' && member.instance === null) {
    const outcome = await mine.outcome;
    world.note({ api: 'JoinGroup' }, `JoinGroup v${version} of ${member.name}, first`, outcome, (each) => {
      world.learnMember(each.memberId, member.name);
      return each;
    });
    if (outcome.kind !== 'answered' || outcome.response.errorCode !== MEMBER_ID_REQUIRED) return;
    member.memberId = outcome.response.memberId;
    mine = await sendJoin(world, member, version);
  }
  const again = [];
  for (const other of others)
    if (await isToJoinAgain(world, other, mine)) again.push(await sendJoin(world, other, version));
  await finishJoins(world, [mine, ...again], version);
}

function membersOf(world: World, group: string): Member[] {
  return [...world.members.values()]
    .filter((each) => each.group === group)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Whether the newcomer made this one join again. One that is no longer a member is forgotten. */
async function isToJoinAgain(world: World, member: Member, newcomer: PendingJoin): Promise<boolean> {
  const deadline = performance.now() + NOTICE_MS;
  // The newcomer may have been refused already, while the group rebalances for another reason.
  await pause(5);
  while (performance.now() < deadline) {
    const wasAnswered = newcomer.isAnswered;
    const { errorCode } = await world.quietly(
      'Heartbeat',
      4,
      heartbeatBody(world, member),
      world.coordinator(member.group),
    );
    if (errorCode === REBALANCE_IN_PROGRESS && !wasAnswered) return true;
    if (errorCode !== 0 && errorCode !== REBALANCE_IN_PROGRESS) {
      world.members.delete(member.name);
      return false;
    }
    if (wasAnswered) return false;
    await pause(2);
  }
  return false;
}

function heartbeatBody(world: World, { group, generationId, memberId, instance }: Member) {
  return { groupId: world.groupId(group), generationId, memberId, groupInstanceId: instance };
}

export async function sync(world: World, { version, group }: ActionOf<'sync'>): Promise<void> {
  const members = membersOf(world, group).toSorted((a, b) => Number(b.isLeader) - Number(a.isLeader));
  const assignments = members.map(({ memberId, name }) => ({ memberId, assignment: Buffer.from(name) }));
  const sent = [];
  for (const member of members) {
    const client = await world.connection(viaOf(world, member));
    const body = {
      ...heartbeatBody(world, member),
      protocolType: 'consumer',
      protocolName: member.protocolName,
      assignments: member.isLeader ? assignments : [],
    };
    sent.push({ member, client, outcome: client.ask('SyncGroup', version, body, PATIENCE_MS) });
  }
  for (const { member, client, outcome } of sent) {
    const answer = await outcome;
    if (answer.kind !== 'answered') world.drop(client);
    world.note({ api: 'SyncGroup' }, `SyncGroup v${version} of ${member.name}`, answer);
  }
}

export async function heartbeat(world: World, { version, group, member, wrong }: ActionOf<'heartbeat'>): Promise<void> {
  const known = world.members.get(member);
  const { generationId, memberId, instance } = known ?? { generationId: 1, memberId: 'nobody', instance: null };
  await world.ask(viaOf(world, { name: member, group }), 'Heartbeat', version, {
    groupId: world.groupId(group),
    generationId: wrong === 'generation' ? generationId + 1 : generationId,
    memberId: wrong === 'member' ? 'another' : memberId,
    groupInstanceId: instance,
  });
}

export async function leave(world: World, { version, group, member }: ActionOf<'leave'>): Promise<void> {
  const known = world.members.get(member);
  const memberId = known?.memberId ?? 'nobody';
  const members = [{ memberId, groupInstanceId: known?.instance ?? null, reason: null }];
  const via = viaOf(world, { name: member, group });
  await world.ask(via, 'LeaveGroup', version, { groupId: world.groupId(group), memberId, members });
  if (known?.group === group) world.members.delete(member);
}

export async function deleteGroups(world: World, action: ActionOf<'delete-groups'>): Promise<void> {
  const groupsNames = action.groups.map((group) => world.groupId(group));
  const via = world.viaForGroup(action.connection, action.groups[0] ?? 'g');
  const answer = await world.ask(via, 'DeleteGroups', action.version, { groupsNames });
  for (const [index, group] of action.groups.entries()) {
    if (answer?.results.find(({ groupId }) => groupId === groupsNames[index])?.errorCode !== 0) continue;
    for (const position of world.committed) if (position.startsWith(`${group}/`)) world.committed.delete(position);
  }
}

export async function describeGroups(world: World, action: ActionOf<'describe-groups'>): Promise<void> {
  const groups = action.groups.map((group) => world.groupId(group));
  const body = { groups, includeAuthorizedOperations: false };
  const via = world.viaForGroup(action.connection, action.groups[0] ?? 'g');
  await world.ask(via, 'DescribeGroups', action.version, body);
}

export async function listGroups(
  world: World,
  { connection, version, states }: ActionOf<'list-groups'>,
): Promise<void> {
  const body = { statesFilter: [...states], typesFilter: [] };
  await world.ask(world.viaForGroup(connection, 'g'), 'ListGroups', version, body, ({ groups, ...rest }) => ({
    ...rest,
    groups: groups.filter(({ groupId }) => world.isOurs(groupId)),
  }));
}

/** Members first, so that the groups can go. */
export async function removeGroups(world: World): Promise<void> {
  for (const { group, memberId, instance } of world.members.values()) {
    const members = [{ memberId, groupInstanceId: instance, reason: null }];
    const body = { groupId: world.groupId(group), memberId, members };
    await world.quietly('LeaveGroup', 5, body, world.coordinator(group));
  }
  for (const group of world.groups)
    await world.quietly('DeleteGroups', 2, { groupsNames: [world.groupId(group)] }, world.coordinator(group));
}
