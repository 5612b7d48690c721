import { nearestName, type RequestMatch } from '@testka/core';
import type { BrokerContext } from '../context.ts';
import { plural } from '../format.ts';
import type { Recorded } from '../trace/recording.ts';
import type { FaultEntry } from './fault-book.ts';

/** Looks no further back than so many requests. */
const MAX_LOOKED_AT = 1000;
/** The most names that are told. */
const MAX_NAMES = 5;

/** A request that came, decoded. */
interface Asked extends Pick<Recorded, 'api' | 'apiVersion' | 'broker' | 'clientId' | 'host'> {
  readonly request: unknown;
}

/** What a match may demand besides the API. */
type Demand = Exclude<keyof RequestMatch, 'apis'>;

const DEMANDS: readonly Demand[] = ['clientId', 'topic', 'partition', 'group', 'transactionalId', 'broker', 'when'];

/** Why a fault that has met nothing may have met nothing: half a sentence. */
export function whyUnused(context: BrokerContext, entry: FaultEntry): string {
  const { match, skip, probability } = entry.core;
  const { entries, total } = context.recording;
  // What came before the trace was cleared counts for nothing.
  const indexOf = (recorded: number): number =>
    recorded > total ? 0 : Math.max(0, entries.length - (total - recorded));
  const [from, to] = [indexOf(entry.recordedBefore), indexOf(entry.end?.recordedBefore ?? total)];
  const countMeant = (asked: readonly Asked[]): number => asked.filter((each) => isMeant(context, match, each)).length;
  const inTime = decode(context, entries.slice(from, to), match);
  const meant = countMeant(inTime);
  if (meant > 0 && meant <= skip) return `it lets ${skip} pass first, and no more than ${meant} came`;
  if (meant > 0 && probability < 1) return `of ${meant} that came none was drawn, with a probability of ${probability}`;
  if (meant > 0) return 'what came was under way when it was injected, or another fault has answered it';
  const before = decode(context, entries.slice(0, from), match);
  const early = countMeant(before);
  if (early > 0) return `${plural(early, 'such request')} came before it was injected, and none since`;
  const late = countMeant(decode(context, entries.slice(to), match));
  if (late > 0) return `${plural(late, 'such request')} came when it had been removed, and none before`;
  return whatDiffers(context, match, [...before, ...inTime]);
}

/** What is demanded that none of the requests had. */
function whatDiffers(context: BrokerContext, match: RequestMatch, asked: readonly Asked[]): string {
  const what = match.apis === '*' ? 'anything' : [...match.apis].join(' or ');
  if (asked.length === 0) return `no client has asked ${what}`;
  const came = plural(asked.length, 'request');
  for (const demand of DEMANDS) {
    if (match[demand] === undefined) continue;
    const others = asked.filter((each) => isMeant(context, { ...match, [demand]: undefined }, each));
    if (others.length > 0) return describeDemand(context, match, demand, others);
  }
  return `${came} of ${what} came, but none that it means`;
}

function describeDemand(context: BrokerContext, match: RequestMatch, demand: Demand, others: readonly Asked[]): string {
  const came = plural(others.length, 'such request');
  if (demand === 'when') return `when() held for none of ${came}`;
  const names = [...new Set(others.flatMap((asked) => namesIn(context, asked, demand)))];
  const shown = names.slice(0, MAX_NAMES).map(quoted).join(', ');
  const there = names.length === 0 ? 'they named none' : `there ${names.length === 1 ? 'is' : 'are'} ${shown}`;
  const wanted = match[demand];
  const isTypo = typeof wanted === 'string' && nearestName(wanted, names.map(String)) !== undefined;
  const noun = NOUNS[demand];
  return `none of ${came} was ${noun} ${quoted(wanted)}; ${there}${isTypo ? ' (a typo?)' : ''}`;
}

const NOUNS: Readonly<Record<Exclude<Demand, 'when'>, string>> = {
  clientId: 'of client',
  topic: 'about topic',
  partition: 'about partition',
  group: 'about group',
  transactionalId: 'of transactional id',
  broker: 'for node',
};

function namesIn({ view }: BrokerContext, asked: Asked, demand: Exclude<Demand, 'when'>): (string | number)[] {
  if (demand === 'clientId') return [asked.clientId ?? ''];
  if (demand === 'broker') return [asked.broker];
  const named = view.partsOf(asked.api, asked).flatMap((part) => part[demand] ?? []);
  // Where requests name no group, those of a group's members are meant.
  if (demand === 'group' && named.length === 0) return [...view.groups.groups()].map(({ groupId }) => groupId);
  return named;
}

function isMeant({ view }: BrokerContext, match: RequestMatch, asked: Asked): boolean {
  try {
    return view.isMeant(match, asked.api, asked);
  } catch {
    // The test's own condition, which has thrown when it was asked first.
    return false;
  }
}

function decode({ view }: BrokerContext, entries: readonly Recorded[], { apis }: RequestMatch): Asked[] {
  const ofApis = entries.filter(({ api }) => apis === '*' || apis.has(api)).slice(-MAX_LOOKED_AT);
  return ofApis.map(({ api, apiVersion, broker, clientId, host, request }) => {
    return { api, apiVersion, broker, clientId, host, request: view.decoded(api, 'request', apiVersion, request) };
  });
}

function quoted(name: unknown): string {
  return typeof name === 'string' ? `"${name}"` : String(name);
}
