export { complain } from './complain.ts';
export { endStory } from '../restore.ts';
export { lostFaults } from './fault-leftovers.ts';
export { subjectOf } from '../matching/subject.ts';
export { settledLeftovers } from './settle.ts';
export { TestTime } from '../waits/test-time.ts';
