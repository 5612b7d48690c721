import { BrokerError } from '@testka/broker';
import * as checks from '@testka/broker/matching';
import { type Subject, subjectOf, type Verdict } from '@testka/broker/matching';

/** A matcher of no runner in particular. Those that wait return a promise. */
export type RunnerFreeMatcher = (received: unknown, isNot: boolean, ...args: never[]) => Verdict | Promise<Verdict>;

export type MatcherName =
  | 'toBeEmpty'
  | 'toBeReady'
  | 'toHaveCommittedOffset'
  | 'toHaveLag'
  | 'toHaveMessage'
  | 'toHaveMessages'
  | 'toHaveNoLeftovers'
  | 'toHaveReceivedRequest';

const EXAMPLES: Readonly<Record<Subject['kind'], string>> = {
  broker: 'expect(broker)',
  topic: "expect(broker.topic('orders'))",
  group: "expect(broker.group('billing'))",
};

/** By name; a runner's own part makes of them what its `expect.extend()` takes. */
export const MATCHERS: Readonly<Record<MatcherName, RunnerFreeMatcher>> = {
  toHaveMessage: waiting('toHaveMessage', 'topic', checks.toHaveMessage),
  toHaveMessages: waiting('toHaveMessages', 'topic', checks.toHaveMessages),
  toBeEmpty: (received, isNot) => checks.toBeEmpty(checkSubject(received, 'toBeEmpty', 'topic'), isNot),
  toHaveNoLeftovers: (received, isNot) =>
    checks.toHaveNoLeftovers(checkSubject(received, 'toHaveNoLeftovers', 'broker'), isNot),
  toHaveLag: waiting('toHaveLag', 'group', checks.toHaveLag),
  toHaveCommittedOffset: waiting('toHaveCommittedOffset', 'group', checks.toHaveCommittedOffset),
  toBeReady: waiting('toBeReady', 'group', checks.toBeReady),
  toHaveReceivedRequest: waiting('toHaveReceivedRequest', 'broker', checks.toHaveReceivedRequest),
};

/** One that waits; what is wrong with its arguments rejects too. */
function waiting<Args extends unknown[]>(
  name: string,
  kind: Subject['kind'],
  check: (subject: Subject, isNot: boolean, ...args: Args) => Promise<Verdict>,
): (received: unknown, isNot: boolean, ...args: Args) => Promise<Verdict> {
  return async (received, isNot, ...args) => check(checkSubject(received, name, kind), isNot, ...args);
}

/** @throws BrokerError ERR_INVALID_ARGUMENT */
function checkSubject(received: unknown, matcher: string, kind: Subject['kind']): Subject {
  const subject = subjectOf(received);
  if (subject?.kind === kind) return subject;
  const given = subject === undefined ? 'something else' : `a ${subject.kind}`;
  const wayOut = `say ${EXAMPLES[kind]}.${matcher}(…)`;
  throw new BrokerError('ERR_INVALID_ARGUMENT', `${matcher} is about a ${kind}, and was given ${given}; ${wayOut}`);
}
