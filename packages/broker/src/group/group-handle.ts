import type { GroupView } from '@testka/core';
import { checkTopicName } from '../check.ts';
import { type BrokerContext, checkOpen } from '../context.ts';
import { BrokerError } from '../errors.ts';
import { checkGroupExists, checkGroupReadable, checkPlaceReadable } from '../existing.ts';
import { formatValue } from '../format.ts';
import { inspect } from '../inspect.ts';
import { SUBJECT, type Subject } from '../matching/subject.ts';
import { throwIfRefused } from '../kafka-errors.ts';
import type { CommittedOffset, Group, GroupMember, Rebalance, TopicPartitionOffset } from '../types/group.ts';
import type { WaitOptions } from '../types/message.ts';
import { callSite } from '../waits/call-site.ts';
import { ensureCoordinator, setCoordinator } from './coordinator.ts';
import { checkPlace, waitForCommit, waitUntilCaughtUp, waitUntilReady } from './group-waits.ts';
import { groupMember } from './group-member.ts';
import { committedBy, lagOf, totalLag } from './lag.ts';
import { resetOffsets } from './reset-offsets.ts';

/** A consumer group by name; every read looks it up, so the handle outlives it. */
export class GroupHandle implements Group {
  readonly groupId: string;
  readonly #context: BrokerContext;

  constructor(context: BrokerContext, groupId: unknown) {
    if (typeof groupId !== 'string' || groupId === '') {
      const given = typeof groupId === 'string' ? 'an empty string' : `a ${typeof groupId}`;
      throw new BrokerError('ERR_INVALID_GROUP_ID', `a group id must be a string that is not empty, not ${given}`);
    }
    this.groupId = groupId;
    this.#context = context;
  }

  get protocol(): Group['protocol'] {
    return this.#view?.type ?? 'none';
  }

  get state(): Group['state'] {
    return (this.#view?.state ?? 'Dead') as Group['state'];
  }

  get generation(): number {
    return this.#view?.generationId ?? -1;
  }

  get coordinator(): number | null {
    const leader = this.#context.view.groups.existingPartitionOf(this.groupId)?.leader ?? -1;
    return leader === -1 ? null : leader;
  }

  get assignor(): string | null {
    return this.#view?.protocolName ?? null;
  }

  get members(): readonly GroupMember[] {
    const group = this.#view;
    return group === undefined
      ? []
      : [...group.memberViews()].map((member) => groupMember(this.#context, group, member));
  }

  get offsets(): readonly CommittedOffset[] {
    const { view } = this.#context;
    const lags = new Map(
      lagOf(this.#context, this.groupId).map((each) => [`${each.topic}:${each.partition}`, each.lag]),
    );
    return committedBy(view, this.groupId).map(({ topicName, partitionIndex, offset, metadata, leaderEpoch }) => ({
      topic: topicName,
      partition: partitionIndex,
      offset,
      metadata: metadata === '' ? null : metadata,
      leaderEpoch: leaderEpoch === -1 ? null : leaderEpoch,
      lag: lags.get(`${topicName}:${partitionIndex}`) ?? 0,
    }));
  }

  get rebalances(): readonly Rebalance[] {
    const nowMs = this.#context.driver.clock.now();
    return (this.#view?.rebalances ?? []).map(({ startedAtMs, completedAtMs, generationId, reasons }) => ({
      at: new Date(startedAtMs),
      generation: generationId,
      reason: reasons.join('; '),
      durationMs: (completedAtMs ?? nowMs) - startedAtMs,
    }));
  }

  committedOffset(topic: string, partition: number = 0): number | null {
    const at = checkPlace({ topic, partition, offset: 0 });
    checkPlaceReadable(this.#context, at.topic, at.partition);
    for (const { topicName, partitionIndex, offset } of committedBy(this.#context.view, this.groupId)) {
      if (topicName === at.topic && partitionIndex === at.partition) return offset;
    }
    return null;
  }

  lag(topic?: string): number {
    if (topic !== undefined) checkPlaceReadable(this.#context, checkTopicName(topic));
    checkGroupReadable(
      this.#context,
      this.groupId,
      'It has no lag before somebody has joined it: await its waitUntilReady()',
    );
    return totalLag(lagOf(this.#context, this.groupId, topic));
  }

  async waitUntilReady(options: WaitOptions & { members?: number; topics?: readonly string[] } = {}): Promise<void> {
    await waitUntilReady(this.#context, this.groupId, options, callSite());
  }

  async waitUntilCaughtUp(options: WaitOptions & { topic?: string; lag?: number } = {}): Promise<void> {
    await waitUntilCaughtUp(this.#context, this.groupId, options, callSite());
  }

  async waitForCommit(at: TopicPartitionOffset, options: WaitOptions = {}): Promise<void> {
    await waitForCommit(this.#context, this.groupId, at, options, callSite());
  }

  async resetOffsets(to: 'earliest' | 'latest' | Date | readonly TopicPartitionOffset[]): Promise<void> {
    checkOpen(this.#context);
    await resetOffsets(this.#context, this.groupId, to);
  }

  setCoordinator(nodeId: number): void {
    setCoordinator(this.#context, this.groupId, nodeId);
  }

  rebalance(): void {
    checkOpen(this.#context);
    checkGroupExists(this.#context, this.groupId, 'Await its waitUntilReady() first');
    if (this.members.length === 0) {
      const problem = `nobody is in group "${this.groupId}" who could join again`;
      throw new BrokerError('ERR_UNKNOWN_MEMBER', `${problem}; await its waitUntilReady() first`);
    }
    this.#context.driver.submit({ kind: 'admin', command: { type: 'rebalance-group', group: this.groupId } });
  }

  expireMember(memberId?: string): void {
    checkOpen(this.#context);
    const member = checkMember(this, memberId);
    const command = { type: 'expire-member', group: this.groupId, memberId: member } as const;
    this.#context.driver.submit({ kind: 'admin', command });
  }

  async delete(): Promise<void> {
    checkOpen(this.#context);
    ensureCoordinator(this.#context, this.groupId);
    const { results } = await this.#context.driver.request('DeleteGroups', { groupsNames: [this.groupId] });
    for (const result of results) {
      throwIfRefused(
        result,
        `deleting group "${this.groupId}"`,
        'a group must exist and have no members: disconnect its consumers first',
      );
    }
  }

  /** What matchers look at. */
  get [SUBJECT](): Subject {
    return { kind: 'group', name: this.groupId, context: this.#context };
  }

  /** What failed assertions print. */
  toJSON(): object {
    const { groupId, protocol, state, generation, assignor, members, offsets } = this;
    return { groupId, protocol, state, generation, assignor, members, offsets };
  }

  /** What console.log prints. */
  [inspect](): object {
    return this.toJSON();
  }

  get #view(): GroupView | undefined {
    return this.#context.view.groups.group(this.groupId);
  }
}

/** The only member, or the one that is named. @throws BrokerError ERR_UNKNOWN_MEMBER */
function checkMember({ groupId, members }: GroupHandle, memberId: string | undefined): string {
  const ids = members.map((member) => member.memberId);
  const found = memberId === undefined && ids.length === 1 ? ids[0] : ids.find((id) => id === memberId);
  if (found !== undefined) return found;
  const there =
    ids.length === 0 ? 'nobody is in it; await its waitUntilReady() first' : `its members are ${ids.join(', ')}`;
  const several = ids.length > 1 ? 'has several members' : 'has no members';
  const problem = memberId === undefined ? several : `has no member ${formatValue(memberId)}`;
  throw new BrokerError('ERR_UNKNOWN_MEMBER', `group "${groupId}" ${problem}: ${there}`);
}
