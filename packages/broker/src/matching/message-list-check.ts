import { checkBoolean, checkInteger, wrong } from '../check.ts';
import type { BrokerContext } from '../context.ts';
import { BrokerError, type WaitFailure, wholeReport } from '../errors.ts';
import { checkReadable } from '../existing.ts';
import { formatValue, plural } from '../format.ts';
import { countDifferences, reduceTo } from '../messages/closest.ts';
import { checkMatchedPartition, MessageScan } from '../messages/message-waits.ts';
import { type Matcher, matcherOf } from '../messages/match.ts';
import type { Message, MessageMatch } from '../types/message.ts';
import { failureReport } from '../waits/report.ts';
import { pairInAnyOrder, pairInOrder, pairOneByOne, type Pairs } from './pairs.ts';
import { checkIdleOptions } from '../waits/wait-for-idle.ts';
import { describeMessage } from './describe-message.ts';
import type { Subject } from './subject.ts';
import { type Check, judge, type MatcherOptions, type Verdict } from './verdict.ts';

/** What `toHaveMessages` takes besides how long to wait. */
export interface ListOptions extends MatcherOptions {
  /** Whether there may be no others. Default: true of a count, false of a list. */
  exact?: boolean;
  /** Whether the list says nothing of the order. Default false. */
  anyOrder?: boolean;
}

/** `toHaveMessages`: so many messages, or these. */
export async function toHaveMessages(
  { context, name, mayBeMissing }: Subject,
  isNot: boolean,
  wanted: readonly MessageMatch[] | number,
  options: ListOptions = {},
): Promise<Verdict> {
  const { exact, anyOrder, ...rest } = checkOptions(options);
  const matches = typeof wanted === 'number' ? wanted : checkList(wanted, exact === true);
  if (typeof matches === 'number')
    checkInteger({ name: 'the number of messages', value: matches, code: 'ERR_INVALID_ARGUMENT' }, 0);
  const isExact = exact ?? typeof matches === 'number';
  const check = new ListCheck(context, name, {
    matches,
    isExact,
    anyOrder: anyOrder === true,
    mayBeMissing: mayBeMissing === true,
  });
  return judge(context, check, { isNot, options: rest });
}

function checkOptions(options: ListOptions): ListOptions {
  checkIdleOptions(options, ['exact', 'anyOrder']);
  for (const name of ['exact', 'anyOrder'] as const) {
    if (options[name] !== undefined) checkBoolean({ name, value: options[name], code: 'ERR_INVALID_ARGUMENT' });
  }
  return options;
}

function checkList(wanted: unknown, isExact: boolean): readonly MessageMatch[] {
  const code = 'ERR_INVALID_ARGUMENT';
  if (!Array.isArray(wanted)) throw wrong({ name: 'the messages', value: wanted, code }, 'an array or a number');
  if (wanted.length > 0 || isExact) return wanted as MessageMatch[];
  throw new BrokerError(code, 'every topic has the messages of an empty list; say toBeEmpty(), or exact: true');
}

interface Wanted {
  readonly matches: readonly MessageMatch[] | number;
  readonly isExact: boolean;
  readonly anyOrder: boolean;
  readonly mayBeMissing: boolean;
}

/** The messages of a topic, against a list or a count. */
class ListCheck implements Check {
  readonly needsSilence = true;
  readonly #context: BrokerContext;
  readonly #topic: string;
  readonly #wanted: Wanted;
  readonly #matchers: readonly Matcher[];
  readonly #scan: MessageScan;

  constructor(context: BrokerContext, topic: string, wanted: Wanted) {
    this.#context = context;
    this.#topic = topic;
    this.#wanted = wanted;
    const { matches } = wanted;
    this.#matchers = typeof matches === 'number' ? Array(matches).fill(() => true) : matches.map(matcherOf);
    this.#scan = new MessageScan(context, { topic, count: Infinity, match: undefined, matcher: () => true });
  }

  until: Check['until'] = (wait, calledAt) =>
    this.#context.waits.until(
      {
        check: () => (this.#isEnough() ? { value: undefined } : undefined),
        explain: (within) => this.#explain(` ${within}`),
      },
      wait,
      calledAt,
    );

  checkExists(): void {
    checkReadable(this.#context, this.#topic, this.#wanted.mayBeMissing);
  }

  holdsNow(): string | undefined {
    const messages = this.#messages();
    if (!this.#isComplete(this.#pair(messages))) return undefined;
    const what = typeof this.#wanted.matches === 'number' ? plural(messages.length, 'message') : 'these messages';
    return `topic "${this.#topic}": expected not to have ${what}, but it has`;
  }

  failsInTheEnd(): WaitFailure | undefined {
    if (!this.#wanted.isExact) return undefined;
    return this.#isComplete(this.#pair(this.#messages())) ? undefined : this.#explain('');
  }

  #messages(): readonly Message[] {
    const { matches } = this.#wanted;
    if (typeof matches !== 'number')
      for (const match of matches) checkMatchedPartition(this.#context, this.#topic, match);
    this.#scan.check();
    return this.#scan.found;
  }

  /** Whether it holds, or waiting longer will not make it hold: of exactly so many there are as many already. */
  #isEnough(): boolean {
    const messages = this.#messages();
    if (messages.length < this.#matchers.length) return false;
    return this.#wanted.isExact || this.#isComplete(this.#pair(messages));
  }

  #isComplete(pairs: Pairs): boolean {
    const { isExact } = this.#wanted;
    return pairs.every((place) => place !== undefined) && (!isExact || this.#scan.found.length === pairs.length);
  }

  #pair(messages: readonly Message[]): Pairs {
    const { anyOrder, isExact } = this.#wanted;
    if (anyOrder) return pairInAnyOrder(this.#matchers, messages);
    return isExact ? pairOneByOne(this.#matchers, messages) : pairInOrder(this.#matchers, messages);
  }

  #explain(within: string): WaitFailure {
    const messages = this.#messages();
    const { matches } = this.#wanted;
    const pairs = this.#pair(messages);
    const isList = typeof matches !== 'number';
    const expected = isList ? matches : this.#matchers.length;
    const actual = isList ? this.#align(matches, pairs, messages) : messages.length;
    const unreadable = this.#scan.unreadable.slice(0, MAX_SHOWN).map((text) => `Unreadable: ${text}`);
    const failure = failureReport(this.#context, {
      headline: `topic "${this.#topic}": ${this.#describe(pairs, messages)}${within}`,
      expected,
      actual,
      sections: [unreadable.join('\n'), isList ? '' : this.#found(messages)],
      topics: [this.#topic],
      match: isList ? matches.find((_, index) => pairs[index] === undefined) : undefined,
    });
    return { ...failure, ...(isList && { closest: { expected, actual, report: wholeReport(failure) } }) };
  }

  /** Of a count, what is there instead: the last of them, and which are there twice. */
  #found(messages: readonly Message[]): string {
    if (messages.length === 0) return '';
    const earlier = messages.length > MAX_FOUND ? [`  … ${messages.length - MAX_FOUND} before them`] : [];
    const lines = messages.slice(-MAX_FOUND).map((message) => {
      const twin = messages.find((each) => each.offset < message.offset && isTwin(each, message));
      const again = twin === undefined ? '' : `, the same key and value as @${twin.offset}`;
      return `  ${describeMessage(message)}${again}`;
    });
    return ['There', ...earlier, ...lines].join('\n');
  }

  #describe(pairs: Pairs, messages: readonly Message[]): string {
    const { matches, isExact, anyOrder } = this.#wanted;
    const there = messages.length;
    const wanted = pairs.length;
    if (typeof matches === 'number') return `expected ${plural(wanted, 'message')}, there ${thereAre(there)}`;
    const missing = wanted - pairs.filter((place) => place !== undefined).length;
    if (missing === 0) return `expected ${plural(wanted, 'message')} and no others, there ${thereAre(there)}`;
    const isOrder = !anyOrder && pairInAnyOrder(this.#matchers, messages).every((place) => place !== undefined);
    if (isOrder && (!isExact || there === wanted)) return 'the expected messages are there, but not in this order';
    return `expected ${plural(wanted, 'message')}, ${missing} of them missing, there ${thereAre(there)}`;
  }

  /** The messages in the places of what they are taken for; where one is missing, what is closest of the others. */
  #align(matches: readonly MessageMatch[], pairs: Pairs, messages: readonly Message[]): unknown[] {
    const { isExact, anyOrder } = this.#wanted;
    const left = new Set(messages.keys());
    for (const place of pairs) if (place !== undefined) left.delete(place);
    const aligned = matches.flatMap((match, index) => {
      if (pairs[index] !== undefined) return [match];
      const place = isExact && !anyOrder ? index : closestOf(match, messages, left);
      const message = place === undefined ? undefined : messages[place];
      if (place === undefined || message === undefined) return [];
      left.delete(place);
      return [typeof match === 'function' ? summary(message) : reduceTo(match, message)];
    });
    const others = isExact ? [...left].flatMap((place) => messages[place] ?? []).map(summary) : [];
    return [...aligned, ...others];
  }
}

const MAX_SHOWN = 3;
/** Messages that the report of a count lists. */
const MAX_FOUND = 5;

function isTwin(left: Message, right: Message): boolean {
  return left.partition === right.partition && formatValue(summary(left)) === formatValue(summary(right));
}

function thereAre(count: number): string {
  return count === 0 ? 'is none' : count === 1 ? 'is 1' : `are ${count}`;
}

function summary({ key, value }: Message): object {
  return { key: key as unknown, value: value as unknown };
}

function closestOf(match: MessageMatch, messages: readonly Message[], left: ReadonlySet<number>): number | undefined {
  const distances = [...left].map((place) => ({ place, distance: countDifferences(match, messages[place]) }));
  return distances.toSorted((a, b) => a.distance - b.distance)[0]?.place;
}
