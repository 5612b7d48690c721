import type { RequestContext } from '../context.ts';
import type { Services } from '../services.ts';
import type { Exchange } from '../interceptors.ts';
import type { Api } from '../api.ts';
import { type FetchRequest, type MetadataRequest, ZERO_UUID } from '@testka/protocol';
import type { RequestMatch } from './fault.ts';
import { type Part, partKinds, type PartKind, partsOf } from './parts.ts';

/** What is asked. */
type Asking = Pick<Exchange, 'request' | 'apiVersion' | 'broker' | 'clientId'>;

/** What was asked, and from where. */
export interface Asked extends Asking {
  readonly host: string;
}

/** Who asks whom. */
type Asker = Pick<RequestContext, 'services' | 'broker' | 'clientId' | 'clientHost'>;

/** Says of parts of one request whether a match means them. */
export type Selector = (part: Part) => boolean;

/** Everything a request is about, beyond what it says itself. */
export function targetsOf(api: Api, { request, apiVersion }: Asking, context: Asker): Part[] {
  const { metadata, fetchSessions } = context.services;
  const nameOf = (topicId: string): string | undefined => metadata.topicById(topicId)?.name;
  if (api.name === 'Metadata' && asksForAll(request as MetadataRequest, apiVersion))
    return [...metadata.topics].map(({ name }) => ({ topic: name }));
  const named = partsOf(api.request, apiVersion, request, nameOf);
  if (api.name !== 'Fetch') return named;
  // What a session is about need not be said again (KIP-227).
  const session = fetchSessions.get((request as FetchRequest).sessionId, context.broker);
  const known = [...(session?.partitions.values() ?? [])].map(({ topicName, topicId, partitionIndex }) => ({
    topic: topicId === ZERO_UUID ? topicName : (nameOf(topicId) ?? topicName),
    partition: partitionIndex,
  }));
  return [...named, ...known];
}

/** Whether a request is meant, wholly or in part. */
export function isMeant(match: RequestMatch, api: Api, exchange: Asked, services: Services): boolean {
  const { broker, clientId, host } = exchange;
  const asker = { services, broker, clientId, clientHost: `/${host}` };
  const selects = selectorOf(match, api, exchange, asker);
  return selects !== undefined && targetsOf(api, exchange, asker).some(selects);
}

/** Null, or before v1 nothing, means every topic. */
function asksForAll({ topics }: MetadataRequest, version: number): boolean {
  return topics === null || (version === 0 && topics.length === 0);
}

/** Whether the request may be meant at all, and if so which of its parts; undefined: it is not. */
export function selectorOf(match: RequestMatch, api: Api, exchange: Asking, context: Asker): Selector | undefined {
  if (match.apis !== '*' && !match.apis.has(api.name)) return undefined;
  if (match.broker !== undefined && match.broker !== exchange.broker) return undefined;
  if (match.clientId !== undefined && !isClient(match.clientId, exchange.clientId)) return undefined;
  const kinds = partKinds(api.request);
  const byMember = match.group !== undefined && !kinds.has('group');
  if (byMember && !isMemberClient(match.group, context)) return undefined;
  if (match.when !== undefined && !match.when(exchange.request)) return undefined;
  const wanted = PART_KINDS.filter((kind) => match[kind] !== undefined && !(byMember && kind === 'group'));
  return (part) => wanted.every((kind) => part[kind] === match[kind]);
}

const PART_KINDS: readonly PartKind[] = ['topic', 'partition', 'group', 'transactionalId'];

function isClient(wanted: string | RegExp, clientId: string | null): boolean {
  if (typeof wanted === 'string') return clientId === wanted;
  // A regular expression with the flag g or y goes on where it stopped the last time.
  wanted.lastIndex = 0;
  return wanted.test(clientId ?? '');
}

/** A Fetch does not say for which group it is: it is taken for a member's when it comes from the member's client id and host. */
function isMemberClient(group: string | undefined, { services, clientId, clientHost }: Asker): boolean {
  const members = services.groups.group(group ?? '')?.memberViews() ?? [];
  return [...members].some((member) => member.clientId === clientId && member.clientHost === clientHost);
}
