import type { Fault, FaultEffect, RequestMatch } from '@testka/core';
import { errorName } from '@testka/protocol';

/** A fault in a few words, for reports: `Produce of orders[0] → NOT_ENOUGH_REPLICAS`. */
export function describeFault({ match, effect }: Pick<Fault, 'match' | 'effect'>): string {
  if (effect.type === 'refuse') return `Connections to node ${match.broker} → refused`;
  return `${describeMatch(match)} → ${describeEffect(effect)}`;
}

/** Which requests are meant: `Produce of orders[0], client api`. */
export function describeMatch({
  apis,
  topic,
  partition,
  group,
  transactionalId,
  clientId,
  broker,
  when,
}: RequestMatch): string {
  const place = topic === undefined ? undefined : partition === undefined ? topic : `${topic}[${partition}]`;
  const parts = [
    place ?? (partition === undefined ? undefined : `partition ${partition}`),
    group === undefined ? undefined : `group ${group}`,
    transactionalId,
    clientId === undefined ? undefined : `client ${String(clientId)}`,
    broker === undefined ? undefined : `node ${broker}`,
    when === undefined ? undefined : 'a condition',
  ].filter((part) => part !== undefined);
  const names = apis === '*' ? 'any request' : [...apis].join(', ');
  return parts.length === 0 ? names : `${names} of ${parts.join(', ')}`;
}

function describeEffect(effect: FaultEffect): string {
  switch (effect.type) {
    case 'error':
      return `${errorName(effect.errorCode)}${effect.apply ? ' after the work' : ''}`;
    case 'delay':
      return `${effect.delayMs} ms later`;
    case 'disconnect':
      return effect.at === 'before' ? 'disconnected' : 'disconnected after the work';
    case 'drop':
      return effect.apply ? 'never answered, after the work' : 'never answered';
    case 'throttle':
      return `throttled for ${effect.throttleTimeMs} ms`;
    case 'corrupt':
      return effect.how === 'crc' ? 'wrong checksums' : 'half an answer';
    case 'shorten':
      return 'one batch at most';
    case 'rebalance':
      return 'a rebalance first';
    case 'elect':
      return 'another leader first';
    case 'refuse':
      return 'refused';
    case 'observe':
      return 'observed';
    case 'hold':
      return 'held';
    case 'ask':
      return 'intercepted';
  }
}
