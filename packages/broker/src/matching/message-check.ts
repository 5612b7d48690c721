import type { BrokerContext } from '../context.ts';
import { checkReadable } from '../existing.ts';
import { checkMatchedPartition, describeMatch, MessageScan, waitForMessages } from '../messages/message-waits.ts';
import { matcherOf } from '../messages/match.ts';
import type { Message, MessageMatch } from '../types/message.ts';
import { checkIdleOptions } from '../waits/wait-for-idle.ts';
import { describeMessage } from './describe-message.ts';
import type { Subject } from './subject.ts';
import { type Check, GOOD, judge, type MatcherOptions, type Verdict } from './verdict.ts';

/** `toHaveMessage`: a topic has a message that matches, or gets it. */
export async function toHaveMessage(
  { context, name, mayBeMissing }: Subject,
  isNot: boolean,
  match?: MessageMatch,
  options: MatcherOptions = {},
): Promise<Verdict> {
  checkIdleOptions(options);
  const matcher = matcherOf(match);
  const check: Check = {
    until: (wait, calledAt) => waitForMessages(context, name, { count: 1, match }, wait, calledAt),
    checkExists: () => {
      checkReadable(context, name, mayBeMissing === true);
      checkMatchedPartition(context, name, match);
    },
    holdsNow: () => {
      const message = messagesNow(context, name).find((each) => matcher(each));
      const wanted = match === undefined ? 'no message' : `no message matching ${describeMatch(match)}`;
      return message && `topic "${name}": expected ${wanted}, but ${describeMessage(message)} is there`;
    },
    needsSilence: true,
  };
  return judge(context, check, { isNot, options });
}

/** `toBeEmpty`: a topic has no message that consumers can read, now. */
export function toBeEmpty({ context, name, mayBeMissing }: Subject, isNot: boolean): Verdict {
  checkReadable(context, name, mayBeMissing === true);
  const scan = scanNow(context, name);
  const [message] = scan.found;
  const count = scan.found.length + scan.unreadable.length;
  if ((count === 0) !== isNot) return GOOD;
  if (isNot) return { ok: false, report: `topic "${name}": expected messages, but it is empty`, compared: undefined };
  const first = message === undefined ? scan.unreadable[0] : describeMessage(message);
  const there = count === 1 ? `${first} is there` : `${count} messages are there, the first of them ${first}`;
  return { ok: false, report: `topic "${name}": expected to be empty, but ${there}`, compared: undefined };
}

function messagesNow(context: BrokerContext, topic: string): readonly Message[] {
  return scanNow(context, topic).found;
}

function scanNow(context: BrokerContext, topic: string): MessageScan {
  const scan = new MessageScan(context, { topic, count: Infinity, match: undefined, matcher: () => true });
  scan.check();
  return scan;
}
