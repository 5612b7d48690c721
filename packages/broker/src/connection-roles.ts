import type { Exchange } from '@testka/core';

/** What connections were used for, as far as their requests tell: a client id may be that of several. */
export class ConnectionRoles {
  readonly #producing = new Set<number>();
  /** By connection: the members of groups that have spoken over it. */
  readonly #members = new Map<number, Set<string>>();

  /** @returns whether the connection has produced for the first time */
  see({ api, connection, request }: Exchange): boolean {
    if (connection === undefined) return false;
    if (api === 'Produce') return this.#producing.size < this.#producing.add(connection.id).size;
    const { memberId } = request as { readonly memberId?: unknown };
    if (typeof memberId === 'string' && memberId !== '') this.#noteMember(connection.id, memberId);
    return false;
  }

  hasProduced(connection: number): boolean {
    return this.#producing.has(connection);
  }

  /** Whether a member of a group has spoken over the connection; without `memberId`: any. */
  isOfMember(connection: number, memberId?: string): boolean {
    const members = this.#members.get(connection);
    return members !== undefined && (memberId === undefined || members.has(memberId));
  }

  closed(connection: number): void {
    this.#producing.delete(connection);
    this.#members.delete(connection);
  }

  #noteMember(connection: number, memberId: string): void {
    const members = this.#members.get(connection);
    if (members === undefined) this.#members.set(connection, new Set([memberId]));
    else members.add(memberId);
  }
}
