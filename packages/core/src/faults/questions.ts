import type { ErrorCode } from '@testka/protocol';
import type { Reply } from '../api.ts';
import type { Effect } from '../effect.ts';
import { Parked } from '../parked.ts';
import { closing, fail, type Passage } from './failing.ts';
import type { Fault, FaultId } from './fault.ts';

/** What the test makes of a request that it was asked about. */
export type Verdict =
  /** Let it go on, or another one in its place, and say what has come of it; another verdict follows. */
  | { readonly type: 'proceed'; readonly request?: unknown }
  /** Let it go on, if it has not, and answer with what comes of it. */
  | { readonly type: 'pass' }
  /** Of the API and version that were asked, see `ClusterView.normalised`. */
  | { readonly type: 'reply'; readonly response: unknown }
  | { readonly type: 'error'; readonly errorCode: ErrorCode }
  | { readonly type: 'disconnect' };

/** A request that the test decides about. */
interface Question {
  readonly id: FaultId;
  readonly passage: Passage;
  readonly fault: Fault;
  readonly answer: Parked<unknown>;
  /** What comes of it, once it was let go. */
  proceeded: Parked<unknown> | undefined;
}

/** Requests that the test has been asked about, and has not decided yet. */
export class Questions {
  readonly #emit: (effect: Effect) => void;
  readonly #goOn: (passage: Passage, request?: unknown) => Reply<unknown>;
  readonly #open = new Map<number, Question>();
  #lastCall = 0;

  /** @param goOn leads a request on to its handler */
  constructor(emit: (effect: Effect) => void, goOn: (passage: Passage, request?: unknown) => Reply<unknown>) {
    this.#emit = emit;
    this.#goOn = goOn;
  }

  ask(id: FaultId, fault: Fault, passage: Passage): Parked<unknown> {
    const call = ++this.#lastCall;
    const answer = new Parked<unknown>();
    this.#open.set(call, { id, passage, fault, answer, proceeded: undefined });
    this.#emit({ kind: 'ask', call, fault: id, exchange: passage.exchange });
    return answer;
  }

  /** A decision about what was decided already does not count. */
  decide(call: number, verdict: Verdict): void {
    const question = this.#open.get(call);
    if (question === undefined) return;
    if (verdict.type === 'proceed') return this.#proceed(call, question, verdict.request);
    this.#open.delete(call);
    const { answer, passage, fault } = question;
    switch (verdict.type) {
      case 'pass':
        return this.#pass(question);
      case 'reply':
        return answer.complete(verdict.response);
      case 'error':
        return answer.follow(fail(passage, fault.match, { errorCode: verdict.errorCode, apply: false }));
      case 'disconnect':
        return answer.complete(closing(passage, 'an interceptor has disconnected it'));
    }
  }

  passAll(): void {
    for (const call of [...this.#open.keys()]) this.decide(call, { type: 'pass' });
  }

  #proceed(call: number, question: Question, request: unknown): void {
    if (question.proceeded !== undefined) return;
    question.proceeded = new Parked();
    const seen = new Parked<unknown>();
    const reply = this.#goOn(question.passage, request);
    const proceeded = question.proceeded;
    seen.whenDone((response) => {
      proceeded.complete(response);
      this.#emit({
        kind: 'proceeded',
        call,
        fault: question.id,
        response: typeof response === 'symbol' ? null : response,
      });
    });
    seen.follow(reply);
  }

  #pass({ answer, passage, proceeded }: Question): void {
    answer.follow(proceeded ?? this.#goOn(passage));
  }
}
