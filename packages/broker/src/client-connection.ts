import type { Connection } from '@testka/core';
import type { BrokerContext } from './context.ts';
import { openerOf } from './leftovers/opener.ts';
import type { ClientConnection } from './types/broker.ts';

/** A connection as the test sees it, now. */
export function clientConnection(
  connection: Connection,
  context: Pick<BrokerContext, 'clientSockets' | 'driver' | 'roles'>,
): ClientConnection {
  const { clientId, software, peer, broker, sasl, openedAtMs, queue, isBusy, id } = connection;
  return {
    clientId,
    software: software === null ? null : `${software.name} ${software.version}`,
    remotePort: peer.port,
    node: broker,
    user: sasl.isRequired && sasl.stage === 'authenticated' ? sasl.user : null,
    openedAt: new Date(openedAtMs),
    // Asked for seldom, and a stack to be read; interceptors are given a connection with each request.
    get openedBy() {
      return openerOf(context, connection).place;
    },
    inFlight: queue.length + (isBusy ? 1 : 0),
    destroy: () => context.driver.destroy(id),
  };
}
