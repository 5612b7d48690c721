import type { BrokerContext } from '../context.ts';
import { plural } from '../format.ts';

/** What chaos has done since the last reset, and how to have it again; '' where there is none. */
export function describeChaos({ options: { chaos }, view }: BrokerContext): string {
  if (chaos === undefined) return '';
  const { requests, troubled } = view.troubles;
  return `Chaos: seed ${chaos.seed}, ${troubled} of ${plural(requests, 'request')} troubled; replay with ${chaos.replay}`;
}
