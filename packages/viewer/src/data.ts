/** What a page shows: plain data, as it stands in the page as JSON. Times are ms since 1970, by the broker's clock. */
export interface TraceData {
  readonly title: string;
  /** The test file; null: it is not of a test. */
  readonly file: string | null;
  /** What is known of the broker, name by name. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly savedAtMs: number;
  readonly clients: readonly string[];
  /** In the order in which they came in. */
  readonly requests: readonly RequestData[];
  /** How many older ones there was no room for. */
  readonly forgotten: number;
  readonly groups: readonly GroupData[];
  readonly moments: readonly MomentData[];
  readonly faults: readonly FaultData[];
  /** What `broker.explain()` says. */
  readonly report: string;
}

export interface RequestData {
  readonly atMs: number;
  readonly durationMs: number;
  readonly api: string;
  readonly version: number;
  /** Index in `clients`. */
  readonly client: number;
  readonly node: number;
  /** The groups that it names, one at most in nearly all APIs. */
  readonly groups: readonly string[];
  readonly subject: string;
  readonly outcome: string;
  readonly errors: readonly string[];
  readonly faults: readonly string[];
  readonly isAnswered: boolean;
  /** Undefined: left out, as the page would be too large. */
  readonly request?: PlainValue;
  readonly response?: PlainValue;
}

export interface GroupData {
  readonly groupId: string;
  readonly rebalances: readonly RebalanceData[];
}

export interface RebalanceData {
  readonly generation: number;
  readonly startMs: number;
  /** Null: it was under way, or was overtaken. */
  readonly endMs: number | null;
  readonly reasons: readonly string[];
  /** Those who were given the generation. */
  readonly members: readonly {
    readonly memberId: string;
    readonly clientId: string;
    readonly assignment: string | null;
  }[];
}

export interface MomentData {
  readonly atMs: number;
  readonly kind: 'test' | 'cluster' | 'fault' | 'mark';
  readonly text: string;
}

export interface FaultData {
  readonly text: string;
  readonly hits: number;
}

/** A value of a request, as JSON can say it. Objects with `$` are what JSON has no word for. */
export type PlainValue = string | number | boolean | null | readonly PlainValue[] | PlainObject | SpecialValue;
export interface PlainObject {
  readonly [name: string]: PlainValue;
}
export type SpecialValue =
  /** Bytes, as what they turned out to be; `value` is cut where they are long. */
  | { readonly $: 'text' | 'json' | 'hex'; readonly size: number; readonly value: string; readonly isCut: boolean }
  /** Items of an array that were left out. */
  | { readonly $: 'more'; readonly count: number };
