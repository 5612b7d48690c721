import type { RequestMatch } from '@testka/core';
import { errorName } from '@testka/protocol';
import type { BrokerContext } from '../context.ts';
import { BrokerError } from '../errors.ts';
import { errorCodesIn } from '../journal/summaries.ts';
import type { ApiName } from '../types/apis.ts';
import type { RecordedRequest } from '../types/trace.ts';
import type { Recorded } from './recording.ts';

/** Looks at each recorded request once, however often it is asked. */
export class RequestScan<A extends ApiName> {
  readonly #context: BrokerContext;
  readonly #match: RequestMatch;
  #found: RecordedRequest<A>[] = [];
  #seen = 0;

  /** @throws BrokerError ERR_TRACE_OFF */
  constructor(context: BrokerContext, match: RequestMatch) {
    checkOn(context);
    this.#context = context;
    this.#match = match;
  }

  /** Those that are meant, in the order of their answers. */
  look(): readonly RecordedRequest<A>[] {
    const { recording } = this.#context;
    // It was cleared meanwhile.
    if (recording.total < this.#seen) [this.#found, this.#seen] = [[], 0];
    const fresh = recording.after(this.#seen);
    this.#seen = recording.total;
    for (const entry of fresh) this.#found.push(...readRequest<A>(this.#context, entry, this.#match));
    return this.#found;
  }
}

/** @throws BrokerError ERR_TRACE_OFF: nothing is recorded that could be asked for */
export function checkOn({ recording }: BrokerContext): void {
  if (recording.isOn) return;
  const wayOut = "leave the option trace out, or say 'on' or 'retain-on-failure'";
  throw new BrokerError(
    'ERR_TRACE_OFF',
    `requests are not recorded, as the broker was made with trace: 'off'; ${wayOut}`,
  );
}

/** A request as it is shown; empty: it is not meant. */
export function readRequest<A extends ApiName>(
  { requestsSince, view }: BrokerContext,
  entry: Recorded,
  match: RequestMatch,
): RecordedRequest<A>[] {
  const { api, apiVersion, broker, clientId, receivedAtMs, answeredAtMs } = entry;
  if (entry.number <= requestsSince.answered) return [];
  if (match.apis !== '*' && !match.apis.has(api)) return [];
  const request = view.decoded(api, 'request', apiVersion, entry.request);
  if (!view.isMeant(match, api, { request, apiVersion, broker, clientId, host: entry.host })) return [];
  const response = entry.response === undefined ? null : view.decoded(api, 'response', apiVersion, entry.response);
  const recorded: RecordedRequest<A> = {
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
  return [recorded];
}
