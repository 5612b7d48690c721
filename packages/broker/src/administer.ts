import type { AdminCommand } from '@testka/core';
import { type BrokerContext, checkOpen } from './context.ts';
import { BrokerError, type BrokerErrorCode } from './errors.ts';

/** Why a command may be refused, for the user. */
interface Refusal {
  readonly code: BrokerErrorCode;
  readonly wayOut: string;
}

/**
 * Does to the cluster what no client can.
 * @throws BrokerError of the code given when the command makes no sense now; ERR_BROKER_CLOSED, ERR_BROKER_BROKEN
 */
export function administer(context: BrokerContext, command: AdminCommand, { code, wayOut }: Refusal): void {
  checkOpen(context);
  const refusal = context.view.refusalOf(command);
  if (refusal !== undefined) throw new BrokerError(code, `${refusal.replaceAll('broker ', 'node ')}; ${wayOut}`);
  context.driver.submit({ kind: 'admin', command });
  checkOpen(context);
}
