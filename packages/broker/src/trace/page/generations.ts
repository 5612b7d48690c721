import type { JoinGroupResponse, SyncGroupRequest, SyncGroupResponse } from '@testka/protocol';
import type { RebalanceData } from '@testka/viewer/data';
import type { Recorded } from '../recording.ts';
import { assignmentText } from './plain-groups.ts';

type Member = RebalanceData['members'][number];

/** Who was in which generation of a group, and got what: out of what members asked and were answered. */
export class Generations {
  readonly #members = new Map<string, Map<string, Member>>();

  see({ api, clientId }: Recorded, groupId: string, request: unknown, response: unknown): void {
    if (response === null) return;
    if (api === 'JoinGroup') {
      const { errorCode, generationId, memberId } = response as JoinGroupResponse;
      if (errorCode === 0) this.#note(groupId, generationId, { memberId, clientId: clientId ?? '', assignment: null });
    }
    if (api === 'SyncGroup') {
      const { generationId, memberId } = request as SyncGroupRequest;
      const { errorCode, assignment } = response as SyncGroupResponse;
      const text = assignmentText(assignment) ?? null;
      if (errorCode === 0) this.#note(groupId, generationId, { memberId, clientId: clientId ?? '', assignment: text });
    }
  }

  members(groupId: string, generationId: number): Member[] {
    return [...(this.#members.get(keyOf(groupId, generationId))?.values() ?? [])];
  }

  #note(groupId: string, generationId: number, member: Member): void {
    const key = keyOf(groupId, generationId);
    const members = this.#members.get(key) ?? new Map<string, Member>();
    this.#members.set(key, members.set(member.memberId, member));
  }
}

function keyOf(groupId: string, generationId: number): string {
  return `${generationId} ${groupId}`;
}
