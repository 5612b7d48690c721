import type { Connection } from '@testka/core';
import type { BrokerContext } from '../context.ts';
import type { SourceLine } from './source-line.ts';

/** Whose code opened a connection, be it a socket of Node or one of librdkafka. */
export function openerOf(
  { clientSockets, roles }: Pick<BrokerContext, 'clientSockets' | 'roles'>,
  { clientId, id, peer }: Connection,
): SourceLine {
  const { place, library } = clientSockets.sourceLine(peer.port);
  // What has produced is no consumer's.
  const native = { clientId, ...(roles.hasProduced(id) ? { groupId: null } : {}) };
  return { place: place ?? clientSockets.nativePlace(native), library };
}
