/** What a hint is about. Every code has a section in docs/hints.md; codes never change their meaning. */
export type HintCode =
  | 'authentication-failed'
  | 'clock-stopped'
  | 'commit-refused'
  | 'connection-closed'
  | 'decoded-differently'
  | 'fault-acts'
  | 'fault-unused'
  | 'group-emptied'
  | 'group-never-joined'
  | 'group-rebalancing'
  | 'headers-differ'
  | 'http-client'
  | 'member-gone'
  | 'message-elsewhere'
  | 'no-client'
  | 'no-coordinator'
  | 'no-leader'
  | 'node-slow'
  | 'node-stopped'
  | 'not-committing'
  | 'not-fetching'
  | 'not-replicated'
  | 'other-partition'
  | 'produce-failed'
  | 'produce-unacknowledged'
  | 'read-again'
  | 'similar-topic'
  | 'started-at-latest'
  | 'subscribed-elsewhere'
  | 'tls-client'
  | 'tombstone'
  | 'topic-auto-created'
  | 'topic-missing';

/** What may be the reason that a wait came to nothing. */
export interface Hint {
  readonly code: HintCode;
  /** Sentences, as in the report. */
  readonly text: string;
}
