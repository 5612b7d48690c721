import type { ConnectionId } from '../../command.ts';
import type { Connection } from '../../connections.ts';
import type { Partition } from '../../partition/partition.ts';
import type { Timers } from '../../timers.ts';
import type { MemberView } from './group-view.ts';

/** A member that was put out while its client was connected, and has yet to join its group again. */
export interface ReturningMember extends Pick<MemberView, 'memberId' | 'clientId' | 'clientHost'> {
  readonly groupId: string;
  /** On which it was last heard of; undefined: another broker was its coordinator. */
  readonly connection: ConnectionId | undefined;
  /** What it read, by topic and index: a topic may come back under another id. */
  readonly partitions: ReadonlySet<string>;
  /** When its session would end: nobody waits for longer. */
  readonly untilMs: number;
}

/**
 * Who was put out by a restore. Until a member is in its group again, its client goes by positions of before: what it fetches
 * gives nothing, neither records nor an error that would send it elsewhere than to its committed offsets.
 */
export class ReturningMembers {
  readonly #timers: Pick<Timers, 'now'>;
  readonly #connections: ReadonlyMap<ConnectionId, Connection>;
  #awaited: ReturningMember[] = [];
  /** Where members speak that are back. */
  readonly #backOn = new Set<ConnectionId>();
  /** Clients of which some member is back. */
  readonly #backAs = new Set<string>();

  constructor(timers: Pick<Timers, 'now'>, connections: ReadonlyMap<ConnectionId, Connection>) {
    this.#timers = timers;
    this.#connections = connections;
  }

  /** A restore begins: those who have come back since the last one may be put out again. */
  beginAnew(): void {
    this.#backOn.clear();
    this.#backAs.clear();
  }

  /** The members of a group, or those of them whose clients are there, are out. */
  putOut(groupId: string, members: Iterable<MemberView>): void {
    for (const { memberId, clientId, clientHost, connection, assignment, sessionTimeoutMs } of members) {
      const partitions = assignment.flatMap(({ topic, partitions: indexes }) =>
        indexes.map((index) => partitionKey(topic, index)),
      );
      this.#awaited.push({
        groupId,
        memberId,
        clientId,
        clientHost,
        connection: connection !== undefined && this.#connections.has(connection) ? connection : undefined,
        partitions: new Set(partitions),
        untilMs: this.#timers.now + sessionTimeoutMs,
      });
    }
  }

  /** Those who are still to come. */
  get awaited(): readonly ReturningMember[] {
    if (this.#awaited.length > 0) this.#awaited = this.#awaited.filter((each) => this.#mayCome(each));
    return this.#awaited;
  }

  of(groupId: string): readonly ReturningMember[] {
    return this.awaited.filter((each) => each.groupId === groupId);
  }

  /** Whether a member does not know yet that it is out, as far as the broker can tell. */
  isToHear(groupId: string, memberId: string): boolean {
    if (this.#awaited.length === 0) return false;
    return this.of(groupId).some((each) => each.memberId === memberId);
  }

  /** A member has got its assignment: if it is one that was put out, it is back. */
  joined(groupId: string, { clientId, clientHost, connection }: MemberView): void {
    if (this.#awaited.length === 0) return;
    const client = clientOf({ clientId, clientHost });
    const candidates = this.of(groupId).filter((each) => clientOf(each) === client);
    const itself = candidates.find((each) => each.connection === connection) ?? candidates[0];
    if (itself === undefined) return;
    this.#awaited = this.#awaited.filter((each) => each !== itself);
    if (connection !== undefined) this.#backOn.add(connection);
    this.#backAs.add(clientOf(itself));
  }

  /**
   * Whether a fetch on this connection goes by a position of before: its client has a member that read the partition and is not
   * back. Of several members with the same client id, those that are back are told by their connection, or by what it had
   * fetched.
   */
  isAwaited(connection: Connection, partition: Partition): boolean {
    if (this.#awaited.length === 0) return false;
    const key = partitionKey(partition.topicName, partition.partitionIndex);
    const client = clientOn(connection);
    const candidates = this.awaited.filter((each) => clientOf(each) === client && each.partitions.has(key));
    if (candidates.length === 0) return false;
    if (candidates.some((each) => each.connection === connection.id)) return true;
    if (this.#backOn.has(connection.id)) return false;
    return !this.#backAs.has(client) || connection.positions.isOfBefore(partition);
  }

  /** The connection is closed, and with it whoever spoke there is gone. @returns the groups that need not wait for it */
  disconnected(connection: ConnectionId): readonly string[] {
    if (this.#awaited.length === 0) return [];
    const gone = this.#awaited.filter((each) => each.connection === connection);
    if (gone.length > 0) this.#awaited = this.#awaited.filter((each) => each.connection !== connection);
    return [...new Set(gone.map(({ groupId }) => groupId))];
  }

  #mayCome({ connection, clientId, clientHost, untilMs }: ReturningMember): boolean {
    if (this.#timers.now >= untilMs) return false;
    if (connection !== undefined) return this.#connections.has(connection);
    const client = clientOf({ clientId, clientHost });
    return [...this.#connections.values()].some((each) => clientOn(each) === client);
  }
}

/** Who a member or a connection belongs to, as far as that can be told. */
export function clientOf(identity: { readonly clientId: string | null; readonly clientHost: string }): string {
  return `${identity.clientHost} ${identity.clientId ?? ''}`;
}

export function clientOn({ clientId, peer }: Connection): string {
  return clientOf({ clientId, clientHost: `/${peer.host}` });
}

function partitionKey(topicName: string, partitionIndex: number): string {
  return `${topicName}:${partitionIndex}`;
}
