export { complain } from './complain.ts';
export { subjectOf } from '../matching/subject.ts';
export { settledLeftovers } from './settle.ts';
