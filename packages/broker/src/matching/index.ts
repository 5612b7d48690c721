export { toBeReady, toHaveCommittedOffset, toHaveLag } from './group-check.ts';
export { toBeEmpty, toHaveMessage } from './message-check.ts';
export { type ListOptions, toHaveMessages } from './message-list-check.ts';
export { toHaveNoLeftovers } from './leftovers-check.ts';
export { toHaveReceivedRequest } from './request-check.ts';
export { type Subject, subjectOf } from './subject.ts';
export type { MatcherOptions, Verdict } from './verdict.ts';
