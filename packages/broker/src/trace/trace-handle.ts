import type { RequestMatch } from '@testka/core';
import { errorName } from '@testka/protocol';
import { checkInteger, checkNames, checkObject, checkWaitOptions } from '../check.ts';
import type { BrokerContext } from '../context.ts';
import { describeFault } from '../faults/describe-fault.ts';
import { resolveTraceMatch } from '../faults/resolve-fault.ts';
import { errorCodesIn } from '../journal/summaries.ts';
import type { ApiName } from '../types/apis.ts';
import type { WaitOptions } from '../types/message.ts';
import type { RecordedRequest, Trace, TraceMatch } from '../types/trace.ts';
import { callSite } from '../waits/call-site.ts';
import { describeRequests, failureReport } from '../waits/report.ts';
import type { Recorded } from './recording.ts';

const DEFAULT_LAST = 20;
const MAX_LAST = 200;

/** See `Broker.trace`. */
export class TraceHandle implements Trace {
  readonly #context: BrokerContext;

  constructor(context: BrokerContext) {
    this.#context = context;
  }

  requests<A extends ApiName = ApiName>(match: TraceMatch<A> = {}): RecordedRequest<A>[] {
    const resolved = resolveTraceMatch(this.#context, match);
    return this.#context.recording.entries.flatMap((entry) => this.#read<A>(entry, resolved) ?? []);
  }

  waitForRequest<A extends ApiName = ApiName>(
    match: TraceMatch<A> = {},
    options: WaitOptions = {},
  ): Promise<RecordedRequest<A>> {
    checkWaitOptions(options);
    const resolved = resolveTraceMatch(this.#context, match);
    const { recording } = this.#context;
    let seen = 0;
    const found = (): { value: RecordedRequest<A> } | undefined => {
      // Those that came since the last look, and of these the ones still kept.
      const fresh = recording.entries.slice(
        Math.max(0, recording.entries.length - Math.max(0, recording.total - seen)),
      );
      seen = recording.total;
      for (const entry of fresh) {
        const request = this.#read<A>(entry, resolved);
        if (request !== undefined) return { value: request };
      }
      return undefined;
    };
    return this.#context.waits.until(
      {
        check: found,
        explain: (timeoutMs) =>
          failureReport(this.#context, {
            headline: `no request within ${timeoutMs} ms: ${describeFault({ match: resolved, effect: { type: 'observe' } }).replace(/ → .*/, '')}`,
            expected: match,
            actual: undefined,
            sections: [],
            topics: resolved.topic === undefined ? [] : [resolved.topic],
          }),
      },
      options,
      callSite(),
    );
  }

  print(options: { last?: number } = {}): string {
    const code = 'ERR_INVALID_ARGUMENT';
    const { last = DEFAULT_LAST, ...rest } = checkObject({ name: 'the options of print()', value: options, code });
    checkNames(Object.keys(rest), ['last'], 'print()', code);
    return describeRequests(this.#context, checkInteger({ name: 'last', value: last, code }, 1, MAX_LAST));
  }

  clear(): void {
    this.#context.recording.clear();
  }

  /** Undefined: it is not meant. */
  #read<A extends ApiName>(entry: Recorded, match: RequestMatch): RecordedRequest<A> | undefined {
    const { view } = this.#context;
    const { api, apiVersion, broker, clientId, receivedAtMs, answeredAtMs } = entry;
    if (match.apis !== '*' && !match.apis.has(api)) return undefined;
    const request = view.decoded(api, 'request', apiVersion, entry.request);
    if (!view.isMeant(match, api, { request, apiVersion, broker, clientId, host: entry.host })) return undefined;
    const response = entry.response === undefined ? null : view.decoded(api, 'response', apiVersion, entry.response);
    return {
      api: api as A,
      apiVersion,
      at: new Date(receivedAtMs),
      durationMs: answeredAtMs - receivedAtMs,
      clientId,
      node: broker,
      request: request as RecordedRequest<A>['request'],
      response: response as RecordedRequest<A>['response'],
      errors: [...new Set(errorCodesIn(response))].filter((errorCode) => errorCode !== 0).map(errorName),
      faults: entry.faults,
    };
  }
}
