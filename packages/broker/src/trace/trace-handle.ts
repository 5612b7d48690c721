import { checkBoolean, checkInteger, checkNames, checkObject, checkText, checkWaitOptions } from '../check.ts';
import type { BrokerContext } from '../context.ts';
import { describeMatch } from '../faults/describe-fault.ts';
import { resolveTraceMatch } from '../faults/resolve-fault.ts';
import type { ApiName } from '../types/apis.ts';
import type { WaitOptions } from '../types/message.ts';
import type { RecordedRequest, Trace, TraceMatch } from '../types/trace.ts';
import { callSite } from '../waits/call-site.ts';
import { describeRequests, failureReport } from '../waits/report.ts';
import { describeAllRequests } from './all-lines.ts';
import { checkOn, readRequest, RequestScan } from './request-scan.ts';

const DEFAULT_LAST = 20;
const MAX_LAST = 200;

/** See `Broker.trace`. */
export class TraceHandle implements Trace {
  readonly #context: BrokerContext;

  constructor(context: BrokerContext) {
    this.#context = context;
  }

  requests<A extends ApiName = ApiName>(match: TraceMatch<A> = {}): RecordedRequest<A>[] {
    checkOn(this.#context);
    const resolved = resolveTraceMatch(this.#context, match);
    return this.#context.recording.entries.flatMap((entry) => readRequest<A>(this.#context, entry, resolved));
  }

  async waitForRequest<A extends ApiName = ApiName>(
    match: TraceMatch<A> = {},
    options: WaitOptions = {},
  ): Promise<RecordedRequest<A>> {
    checkWaitOptions(options);
    const resolved = resolveTraceMatch(this.#context, match);
    const scan = new RequestScan<A>(this.#context, resolved);
    const found = (): { value: RecordedRequest<A> } | undefined => {
      const [request] = scan.look();
      return request && { value: request };
    };
    return await this.#context.waits.until(
      {
        check: found,
        explain: (within) =>
          failureReport(this.#context, {
            headline: `no request ${within}: ${describeMatch(resolved)}`,
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

  print(options: { last?: number; all?: boolean } = {}): string {
    const code = 'ERR_INVALID_ARGUMENT';
    const given = checkObject({ name: 'the options of print()', value: options, code });
    checkNames(Object.keys(given), ['last', 'all'], 'print()', code);
    const { last = DEFAULT_LAST, all = false } = given;
    const max = checkInteger({ name: 'last', value: last, code }, 1, MAX_LAST);
    if (!checkBoolean({ name: 'all', value: all, code })) return describeRequests(this.#context, max);
    checkOn(this.#context);
    return describeAllRequests(this.#context, max);
  }

  async save(path?: string): Promise<string> {
    checkOn(this.#context);
    if (path !== undefined) checkText({ name: 'the path of save()', value: path, code: 'ERR_INVALID_ARGUMENT' });
    // The page and what makes it are loaded when there is one to be written.
    const { savePage } = await import('./page/save-page.ts');
    return await savePage(this.#context, { path });
  }

  clear(): void {
    this.#context.recording.clear();
    this.#context.journal.forgetLines();
  }
}
