import { describeChaos } from '../chaos/describe-chaos.ts';
import type { BrokerContext } from '../context.ts';
import { type Closest, type WaitFailure, wholeReport } from '../errors.ts';
import { cut, plural } from '../format.ts';
import { findHints, hintsAtLarge } from '../hints/hints.ts';
import type { OwnedPartition } from '../group/readiness.ts';
import type { JournalLine } from '../journal/journal.ts';
import { diffLines } from '../messages/closest.ts';
import { matcherOf } from '../messages/match.ts';
import type { Hint } from '../types/hint.ts';
import type { MessageMatch } from '../types/message.ts';
import { describeUnanswered } from './unanswered.ts';

/** What a failed wait knows beyond the headline. */
interface Failure {
  readonly headline: string;
  readonly expected: unknown;
  readonly actual: unknown;
  /** Paragraphs that say what was there instead. */
  readonly sections: readonly string[];
  /** What was closest, where it is, and what differs. */
  readonly closest?: (Omit<Closest, 'report'> & { readonly place: string }) | undefined;
  /** The group waited for. */
  readonly group?: string;
  /** The topics waited for. */
  readonly topics: readonly string[];
  /** The partition waited for. */
  readonly place?: OwnedPartition | undefined;
  /** What a message had to be. */
  readonly match?: MessageMatch | undefined;
}

/** Requests in a report, and the widths of their columns. */
const MAX_LINES = 10;
const MAX_CLIENT = 20;
const MAX_API = 40;
const MAX_SUBJECT = 44;

/** Puts a report together: what was there, hints, last requests. */
export function failureReport(context: BrokerContext, failure: Failure): WaitFailure {
  const { headline, expected, actual, sections, closest, group, topics, place, match } = failure;
  const matcher = match === undefined ? undefined : matcherOf(match);
  const hints = findHints({ context, nowMs: context.driver.clock.now(), group, topics, place, match, matcher });
  const chaos = describeChaos(context);
  const requests = [describeUnanswered(context), describeRequests(context, MAX_LINES), describePage(context)];
  const detailsWith = (...candidate: readonly string[]): string =>
    [...sections, ...candidate, chaos, describeHints(hints), ...requests]
      .filter((part) => part !== '')
      .map(indent)
      .join('\n\n');
  if (closest === undefined) return { headline, expected, actual, hints, details: detailsWith() };
  const { place: where, ...compared } = closest;
  const lines = diffLines(compared.expected, compared.actual).map((line) => `  ${line}`);
  const title = `Closest: ${where}`;
  return {
    headline,
    expected,
    actual,
    hints,
    details: detailsWith([title, '  - Expected   + Received', ...lines].join('\n')),
    closest: { ...compared, report: wholeReport({ headline, details: detailsWith(title) }) },
  };
}

/** The broker's hints when nothing special is waited for. */
export function describeHintsAtLarge(context: BrokerContext): string {
  return describeHints(hintsAtLarge(context));
}

/** Each with its code, by which docs/hints.md tells more. */
function describeHints(hints: readonly Hint[]): string {
  if (hints.length === 0) return '';
  return ['Hints', ...hints.map(({ code, text }) => `• ${text.replaceAll('\n', '\n  ')} [${code}]`)].join('\n');
}

/** Where the page of the test will be, which has the whole story. */
function describePage({ recording: { page } }: BrokerContext): string {
  return page === undefined ? '' : `Trace: ${page.shown}`;
}

/** The last requests, one a line; of several nodes, with the one that answered. */
export function describeRequests(context: BrokerContext, max: number): string {
  const { journal, requestsSince } = context;
  const lines = journal.lines.filter(({ number }) => number > requestsSince.answered);
  const leftOut = journal.leftOutSince(requestsSince);
  if (lines.length === 0 && leftOut === 0) return '';
  const noise =
    leftOut === 0
      ? ''
      : ` (${plural(leftOut, 'heartbeat')} and empty fetches left out)`.replace(/heartbeats? and/, 'heartbeats and');
  return [`Last requests${noise}`, ...requestRows(context, lines.slice(-max))].join('\n');
}

/** Requests, one a line, in the order in which they came. */
export function requestRows({ journal, requestsSince, view }: BrokerContext, lines: readonly JournalLine[]): string[] {
  const startedAtMs = Math.max(journal.startedAtMs, requestsSince.atMs);
  // The journal has them in the order of their answers.
  const shown = lines.toSorted((a, b) => a.atMs - b.atMs);
  const nodeOf = ({ node }: JournalLine): string => (view.metadata.brokers.size > 1 ? `  node ${node}` : '');
  const widths = {
    client: widest(shown, clientOf, MAX_CLIENT),
    node: widest(shown, nodeOf, MAX_CLIENT),
    api: widest(shown, apiOf, MAX_API),
    subject: widest(shown, subjectOf, MAX_SUBJECT),
    outcome: widest(shown, outcomeOf, MAX_SUBJECT),
  };
  return shown.map((line) => {
    const time = `+${(Math.max(0, line.atMs - startedAtMs) / 1000).toFixed(3)}`;
    const who = `${clientOf(line).padEnd(widths.client)}${nodeOf(line).padEnd(widths.node)}`;
    const start = `${time}  ${who}  ${apiOf(line).padEnd(widths.api)}`;
    return `  ${start}  ${subjectOf(line).padEnd(widths.subject)}  → ${outcomeOf(line).padEnd(widths.outcome)}  ${line.durationMs} ms`;
  });
}

function clientOf({ clientId }: JournalLine): string {
  return cut(clientId ?? '-', MAX_CLIENT);
}

function apiOf({ api, apiVersion }: JournalLine): string {
  return `${api} v${apiVersion}`;
}

function subjectOf({ subject }: JournalLine): string {
  return cut(subject, MAX_SUBJECT);
}

function outcomeOf({ outcome }: JournalLine): string {
  return cut(outcome, MAX_SUBJECT);
}

function widest(lines: readonly JournalLine[], textOf: (line: JournalLine) => string, limit: number): number {
  return Math.min(Math.max(0, ...lines.map((line) => textOf(line).length)), limit);
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}
