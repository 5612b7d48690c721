import type { Exchange, Fault as CoreFault } from '@testka/core';
import { checkInteger, checkWaitOptions } from '../check.ts';
import { type BrokerContext, checkOpen } from '../context.ts';
import { dispose } from '../dispose.ts';
import { plural } from '../format.ts';
import { inspect } from '../inspect.ts';
import { receivedRequest } from '../trace/received-request.ts';
import type { ApiName } from '../types/apis.ts';
import type { FaultHandle, Gate } from '../types/fault.ts';
import type { WaitOptions } from '../types/message.ts';
import type { ReceivedRequest } from '../types/trace.ts';
import { callSite, type CallSite } from '../waits/call-site.ts';
import { failureReport } from '../waits/report.ts';
import { describeFault } from './describe-fault.ts';
import type { FaultEntry } from './fault-book.ts';
import type { Interception } from './interception.ts';
import { Thrown } from './thrown.ts';

/** Puts a fault in force. */
export function arm(
  context: BrokerContext,
  fault: CoreFault,
  { given, calledAt, interception }: Pick<FaultEntry, 'given' | 'calledAt'> & { readonly interception?: Interception },
): FaultEntry {
  checkOpen(context);
  const recordedBefore = context.recording.total;
  const thrown = interception?.thrown ?? new Thrown();
  const entry = context.faults.add({ core: fault, given, calledAt, recordedBefore, interception, thrown });
  const command = { type: 'inject-fault', id: entry.id, fault: guarded(fault, thrown) } as const;
  context.driver.submit({ kind: 'admin', command });
  checkOpen(context);
  return entry;
}

/** A condition that throws means nothing: the request is answered as ever, and the test is told. */
function guarded(fault: CoreFault, thrown: Thrown): CoreFault {
  const { when } = fault.match;
  if (when === undefined) return fault;
  const holds = (request: unknown): boolean => {
    try {
      return when(request);
    } catch (error) {
      thrown.note(error);
      return false;
    }
  };
  return { ...fault, match: { ...fault.match, when: holds } };
}

/** Ends a fault, unless it has ended before. */
export function disarm({ driver, recording, view }: BrokerContext, entry: FaultEntry): void {
  if (entry.end !== undefined) return;
  entry.end = { hits: view.fault(entry.id)?.hits ?? 0, recordedBefore: recording.total };
  if (driver.end !== undefined) return;
  driver.submit({ kind: 'admin', command: { type: 'remove-fault', id: entry.id } });
}

/** Requests that it has acted on, also when it has ended. */
export function hitsOf({ view }: BrokerContext, { id, end }: FaultEntry): number {
  return end?.hits ?? view.fault(id)?.hits ?? 0;
}

/** What the test has of a fault: the same each time, so that it is found in `Broker.faults`. */
export function handleOf(context: BrokerContext, entry: FaultEntry): FaultHandle {
  entry.handle ??= new InjectedFault(context, entry);
  return entry.handle;
}

/** See `FaultHandle`. */
class InjectedFault implements FaultHandle {
  readonly fault: Readonly<Record<string, unknown>>;
  readonly #context: BrokerContext;
  readonly #entry: FaultEntry;

  constructor(context: BrokerContext, entry: FaultEntry) {
    this.#context = context;
    this.#entry = entry;
    this.fault = Object.freeze({ ...entry.given });
  }

  get hits(): number {
    return hitsOf(this.#context, this.#entry);
  }

  get remaining(): number {
    return this.#entry.end === undefined ? this.#entry.core.times - this.hits : 0;
  }

  async waitForHit(count = 1, options: WaitOptions = {}): Promise<void> {
    checkInteger({ name: 'the number of hits', value: count, code: 'ERR_INVALID_ARGUMENT' }, 1);
    checkWaitOptions(options);
    const calledAt = callSite();
    await awaitCount(
      this.#context,
      { entry: this.#entry, count, verb: 'hit', countNow: () => this.hits, atLast: () => undefined },
      options,
      calledAt,
    );
    this.#entry.thrown.tell();
  }

  remove(): void {
    disarm(this.#context, this.#entry);
    this.#entry.thrown.tell();
  }

  /** What failed assertions print. */
  toJSON(): object {
    return { fault: this.fault, hits: this.hits, remaining: this.remaining };
  }

  /** What console.log prints. */
  [inspect](): object {
    return this.toJSON();
  }

  [dispose](): void {
    this.remove();
  }
}

/** See `Gate`. */
export class HeldGate<A extends ApiName> implements Gate<A> {
  readonly #context: BrokerContext;
  readonly #entry: FaultEntry;

  constructor(context: BrokerContext, entry: FaultEntry) {
    this.#context = context;
    this.#entry = entry;
  }

  get waiting(): number {
    return this.#held.length;
  }

  get requests(): readonly ReceivedRequest<A>[] {
    return this.#held.map((exchange) => receivedRequest<A>(this.#context, exchange));
  }

  async arrived(options: WaitOptions & { count?: number } = {}): Promise<ReceivedRequest<A>> {
    checkWaitOptions(options, ['count']);
    const { count = 1, ...rest } = options;
    checkInteger({ name: 'count', value: count, code: 'ERR_INVALID_ARGUMENT' }, 1);
    const calledAt = callSite();
    const atLast = (): ReceivedRequest<A> => receivedRequest(this.#context, this.#held[count - 1] as Exchange);
    return await awaitCount(
      this.#context,
      { entry: this.#entry, count, verb: 'held', countNow: () => this.waiting, atLast },
      rest,
      calledAt,
    );
  }

  release(): void {
    disarm(this.#context, this.#entry);
    this.#entry.thrown.tell();
  }

  /** What failed assertions print. */
  toJSON(): object {
    return { waiting: this.waiting };
  }

  /** What console.log prints. */
  [inspect](): object {
    return this.toJSON();
  }

  [dispose](): void {
    this.release();
  }

  get #held(): readonly Exchange[] {
    return this.#context.view.fault(this.#entry.id)?.held ?? [];
  }
}

interface Awaited<T> {
  readonly entry: FaultEntry;
  readonly count: number;
  readonly verb: 'hit' | 'held';
  readonly countNow: () => number;
  /** What the wait resolves with. */
  readonly atLast: () => T;
}

function awaitCount<T>(
  context: BrokerContext,
  { entry, count, verb, countNow, atLast }: Awaited<T>,
  options: WaitOptions,
  calledAt: CallSite,
): Promise<T> {
  const { topic, group } = entry.core.match;
  return context.waits.until(
    {
      check: () => {
        if (countNow() >= count) return { value: atLast() };
        entry.thrown.tell();
        return undefined;
      },
      explain: (within) => {
        const now = countNow();
        const found = now === 0 ? 'none was' : now === 1 ? '1 was' : `${now} were`;
        const ended = entry.end === undefined ? '' : ', and the fault has been removed';
        return failureReport(context, {
          headline: `${describeFault(entry.core)}: ${plural(count, 'request')} to be ${verb} ${within}; ${found}${ended}`,
          expected: count,
          actual: now,
          sections: [],
          topics: topic === undefined ? [] : [topic],
          ...(group !== undefined && { group }),
        });
      },
    },
    options,
    calledAt,
  );
}
