import type { ApiName, ErrorCode } from '@testka/protocol';
import type { BrokerId } from '../command.ts';
import type { Exchange } from '../interceptors.ts';
import type { Selector } from './targets.ts';

/** Which requests are meant. What is left out does not matter; what is given must all hold. */
export interface RequestMatch {
  /** `'*'`: every API. */
  readonly apis: ReadonlySet<ApiName> | '*';
  /** A request that names it; of several topics in one request only this one is meant. */
  readonly topic: string | undefined;
  readonly partition: number | undefined;
  /** A request that names it or, where requests of its API name no group, one of a client that has a member in it. */
  readonly group: string | undefined;
  readonly transactionalId: string | undefined;
  readonly clientId: string | RegExp | undefined;
  readonly broker: BrokerId | undefined;
  /** The test's own condition, of the decoded request. */
  readonly when: ((request: unknown) => boolean) | undefined;
}

export type FaultEffect =
  /** Answered with an error, for what is meant only. `apply`: the work is done all the same. */
  | { readonly type: 'error'; readonly errorCode: ErrorCode; readonly apply: boolean }
  /** Handled that much later. The client may give up meanwhile: a request that has arrived is handled. */
  | { readonly type: 'delay'; readonly delayMs: number }
  /** The connection closes: before the request is handled, or instead of the answer. */
  | { readonly type: 'disconnect'; readonly at: 'before' | 'after' }
  /** Never answered, and nothing behind it on this connection. */
  | { readonly type: 'drop'; readonly apply: boolean }
  /** Answered with this throttle time, and followed by silence (KIP-219). */
  | { readonly type: 'throttle'; readonly throttleTimeMs: number }
  /** `crc`: the batches that are read have a wrong checksum. `truncate`: half of the answer is missing. */
  | { readonly type: 'corrupt'; readonly how: 'crc' | 'truncate' }
  /** Of a Fetch: the first batch that is there, and no more (v3+). */
  | { readonly type: 'shorten' }
  /** The members of the group that it names are made to join again, and then it is handled. */
  | { readonly type: 'rebalance' }
  /** Another replica in sync leads what it names, and then it is handled. */
  | { readonly type: 'elect' }
  /** Not of a request: a connection that is opened closes at once. */
  | { readonly type: 'refuse' }
  /** Nothing happens; it is only counted. */
  | { readonly type: 'observe' }
  /** Waits until it is let go. */
  | { readonly type: 'hold' }
  /** The test decides, by an `interception` command. */
  | { readonly type: 'ask' };

/** Something that is to go wrong. */
export interface Fault {
  readonly match: RequestMatch;
  readonly effect: FaultEffect;
  /** How many requests it acts on. */
  readonly times: number;
  /** How many it lets pass first. */
  readonly skip: number;
  /** From 0 to 1, for each request that is meant. */
  readonly probability: number;
}

export type FaultId = number;

/** What chaos has done to a request. */
export interface Trouble extends Pick<Fault, 'match' | 'effect'> {
  /** Where the match does not say which parts of the request are meant. */
  readonly selects?: Selector;
}

/** A look at a fault. */
export interface FaultView {
  readonly fault: Fault;
  /** Requests that it has acted on. */
  readonly hits: number;
  /** Requests that it holds now, in the order in which they came. */
  readonly held: readonly Exchange[];
}
