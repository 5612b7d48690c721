import type { RequestMatch } from '@testka/core';
import { checkInteger, checkObject } from '../check.ts';
import type { BrokerContext } from '../context.ts';
import type { WaitFailure } from '../errors.ts';
import { checkGroupReadable, checkPlaceReadable } from '../existing.ts';
import { formatValue, plural } from '../format.ts';
import { MATCH_NAMES, resolveTraceMatch } from '../faults/resolve-fault.ts';
import { describeMatch } from '../faults/describe-fault.ts';
import { countDifferences, reduceTo } from '../messages/closest.ts';
import { isMatch } from '../messages/match.ts';
import { RequestScan } from '../trace/request-scan.ts';
import type { ApiName } from '../types/apis.ts';
import type { RecordedRequest } from '../types/trace.ts';
import { failureReport } from '../waits/report.ts';
import { checkIdleOptions } from '../waits/wait-for-idle.ts';
import { checkFields } from './check-fields.ts';
import type { Subject } from './subject.ts';
import { type Check, judge, type MatcherOptions, type Verdict } from './verdict.ts';

/** `toHaveReceivedRequest`: clients have asked this, at all or so many times. */
export async function toHaveReceivedRequest(
  { context }: Subject,
  isNot: boolean,
  wanted: object,
  options: MatcherOptions = {},
): Promise<Verdict> {
  checkIdleOptions(options);
  return judge(context, new RequestCheck(context, wanted), { isNot, options });
}

/** Requests that a match means, and those among them whose fields are as wanted. */
class RequestCheck implements Check {
  readonly needsSilence = true;
  readonly #context: BrokerContext;
  readonly #scan: RequestScan<ApiName>;
  /** What the match means, in words. */
  readonly #what: string;
  readonly #match: RequestMatch;
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #times: number | undefined;

  constructor(context: BrokerContext, value: unknown) {
    const given = { name: 'a request', value, code: 'ERR_INVALID_ARGUMENT' } as const;
    const { times, ...rest } = checkObject(given);
    const isOfMatch = ([name]: readonly [string, unknown]): boolean => MATCH_NAMES.includes(name);
    const entries = Object.entries(rest);
    const match = resolveTraceMatch(context, Object.fromEntries(entries.filter(isOfMatch)));
    this.#fields = Object.fromEntries(entries.filter((entry) => !isOfMatch(entry)));
    const apis = match.apis === '*' ? '*' : [...match.apis];
    checkFields(context, { apis, others: [...MATCH_NAMES, 'times'] }, this.#fields);
    this.#times = times === undefined ? undefined : checkInteger({ ...given, name: 'times', value: times }, 0);
    this.#context = context;
    this.#match = match;
    const fields = Object.keys(this.#fields).length === 0 ? '' : ` with ${formatValue(this.#fields)}`;
    this.#what = `${describeMatch(match)}${fields}`;
    this.#scan = new RequestScan(context, match);
  }

  until: Check['until'] = (wait, calledAt) =>
    this.#context.waits.until(
      {
        check: () => (this.#count() >= (this.#times ?? 1) ? { value: undefined } : undefined),
        explain: (within) => this.#explain(` ${within}`),
      },
      wait,
      calledAt,
    );

  /** Of a name that is a typo there were no requests, whatever clients have asked. */
  checkExists(): void {
    const { topic, partition, group } = this.#match;
    if (this.#scan.look().length > 0) return;
    if (topic !== undefined) checkPlaceReadable(this.#context, topic, partition);
    if (group !== undefined) checkGroupReadable(this.#context, group, 'Correct the name in what was to be received.');
  }

  holdsNow(): string | undefined {
    const count = this.#count();
    const holds = this.#times === undefined ? count > 0 : count === this.#times;
    return holds ? `expected not to receive ${this.#what}, but there ${were(count)}` : undefined;
  }

  failsInTheEnd(): WaitFailure | undefined {
    return this.#times === undefined || this.#count() === this.#times ? undefined : this.#explain('');
  }

  #count(): number {
    return this.#matching().length;
  }

  #matching(): readonly RecordedRequest[] {
    return this.#scan.look().filter(({ request }) => isMatch(this.#fields, request));
  }

  #explain(within: string): WaitFailure {
    const count = this.#count();
    const all = this.#scan.look();
    const others = all.length - count;
    const wanted = this.#times === undefined ? '' : ` ${plural(this.#times, 'time')}`;
    const more = others > 0 ? ` and ${others} with other fields` : '';
    const closest = all
      .map((each) => ({ each, distance: countDifferences(this.#fields, each.request) }))
      .toSorted((a, b) => a.distance - b.distance)
      .find(({ distance }) => distance > 0)?.each;
    return failureReport(this.#context, {
      headline: `expected ${this.#what}${wanted}${within}; there ${were(count)}${more}`,
      expected: this.#fields,
      actual: count,
      sections: [],
      closest: count > 0 || closest === undefined ? undefined : this.#nearest(closest),
      topics: this.#match.topic === undefined ? [] : [this.#match.topic],
    });
  }

  #nearest({ api, apiVersion, clientId, request }: RecordedRequest): NonNullable<Nearest> {
    const place = `${api} v${apiVersion} of client "${clientId}"`;
    return { place, expected: this.#fields, actual: reduceTo(this.#fields, request) };
  }
}

type Nearest = Parameters<typeof failureReport>[1]['closest'];

function were(count: number): string {
  return count === 0 ? 'was none' : count === 1 ? 'was 1' : `were ${count}`;
}
