import type { Connection, ConnectionId } from '@testka/core';
import type { ClientConnection } from './types/broker.ts';

/** A connection as the test sees it, now. */
export function clientConnection(connection: Connection, destroy: (id: ConnectionId) => void): ClientConnection {
  const { clientId, software, peer, broker, sasl, openedAtMs, queue, isBusy, id } = connection;
  return {
    clientId,
    software: software === null ? null : `${software.name} ${software.version}`,
    remotePort: peer.port,
    node: broker,
    user: sasl.isRequired && sasl.stage === 'authenticated' ? sasl.user : null,
    openedAt: new Date(openedAtMs),
    inFlight: queue.length + (isBusy ? 1 : 0),
    destroy: () => destroy(id),
  };
}
