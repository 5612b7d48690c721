import type { MomentData, RebalanceData, RequestData, TraceData } from '../src/data.ts';
import { type Kind, kindOf } from './kinds.ts';

/** A request on the timeline. */
export interface Bar {
  /** Of the request, in the trace. */
  readonly index: number;
  readonly request: RequestData;
  readonly kind: Kind;
  readonly start: number;
  readonly end: number;
  readonly row: number;
}

export interface Lane {
  readonly kind: 'events' | 'client' | 'group';
  readonly name: string;
  /** In the order in which they begin. */
  readonly bars: readonly Bar[];
  /** How many bars lie side by side at most. */
  readonly rows: number;
  readonly rebalances: readonly RebalanceData[];
  readonly moments: readonly MomentData[];
}

/** More requests at once share rows: a lane stays readable, and others stay in sight. */
const MAX_ROWS = 5;

type Span = Omit<Bar, 'row'>;

/** What happened beside requests first, then a lane for each client, then one for each group. */
export function lanesOf(trace: TraceData): Lane[] {
  const spans = spansOf(trace.requests);
  const lanes: Lane[] = [];
  const nothing = { bars: [], rows: 0, rebalances: [], moments: [] };
  if (trace.moments.length > 0) {
    lanes.push({ ...nothing, kind: 'events', name: 'Test', rows: 1, moments: trace.moments });
  }
  trace.clients.forEach((name, client) => {
    const own = spans.filter(({ request }) => request.client === client);
    lanes.push({ ...nothing, kind: 'client', name, ...packed(own) });
  });
  for (const name of groupNames(trace)) {
    const own = spans.filter(({ request }) => request.groups.includes(name));
    const rebalances = trace.groups.find(({ groupId }) => groupId === name)?.rebalances ?? [];
    lanes.push({ ...nothing, kind: 'group', name, ...packed(own), rebalances });
  }
  return lanes;
}

/** Also of groups that are gone, as long as somebody has asked for them. */
function groupNames({ groups, requests }: TraceData): Set<string> {
  return new Set([...groups.map(({ groupId }) => groupId), ...requests.flatMap(({ groups }) => groups)]);
}

/** Broker time counts milliseconds: what came in one of them is drawn side by side in its order, within it. */
function spansOf(requests: readonly RequestData[]): Span[] {
  const counts = new Map<number, number>();
  for (const { atMs } of requests) counts.set(atMs, (counts.get(atMs) ?? 0) + 1);
  const seen = new Map<number, number>();
  return requests.map((request, index) => {
    const { atMs, durationMs, api } = request;
    const place = seen.get(atMs) ?? 0;
    seen.set(atMs, place + 1);
    const width = 1 / (counts.get(atMs) ?? 1);
    const start = atMs + place * width;
    return { index, request, kind: kindOf(api), start, end: Math.max(start + width, atMs + durationMs) };
  });
}

/** Gives each the first row that is free when it begins. */
function packed(spans: readonly Span[]): { bars: Bar[]; rows: number } {
  const ends: number[] = [];
  const bars = spans.map((span, count) => {
    let row = ends.findIndex((end) => end <= span.start);
    if (row === -1) row = ends.length < MAX_ROWS ? ends.length : count % MAX_ROWS;
    ends[row] = Math.max(span.end, ends[row] ?? 0);
    return { ...span, row };
  });
  return { bars, rows: Math.max(1, ends.length) };
}
