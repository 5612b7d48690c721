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
  /** What the broker holds; where a reset has taken that away, also what it held before. The first is shown. */
  readonly states: readonly StateData[];
  readonly problems: readonly ProblemData[];
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

/** The broker at one moment. */
export interface StateData {
  /** Which moment: "At the end", "Before reset()". */
  readonly name: string;
  readonly atMs: number;
  /** Without internal ones. */
  readonly topics: readonly TopicData[];
  readonly groups: readonly GroupStateData[];
}

export interface TopicData {
  readonly name: string;
  readonly partitions: readonly {
    readonly logStartOffset: number;
    readonly logEndOffset: number;
    /** How many can be read; a compacted log has fewer. */
    readonly count: number;
  }[];
  /** Newest first. */
  readonly messages: readonly MessageData[];
}

export interface MessageData {
  readonly partition: number;
  readonly offset: number;
  readonly timestampMs: number;
  /** As tests read it. */
  readonly key: MessagePart;
  readonly value: MessagePart;
  readonly headers: readonly { readonly key: string; readonly value: MessagePart }[];
  /** Null: of the test itself. */
  readonly clientId: string | null;
  /** -1: not idempotent. */
  readonly producerId: number;
  /** The line that opened the producer; null: it is not known. */
  readonly openedBy: string | null;
}

/** A plain text says what cannot be shown, or not as it is. */
export type MessagePart = ShownValue | string | null;

export interface GroupStateData {
  readonly groupId: string;
  /** As 'classic' and 'consumer'. */
  readonly type: string;
  readonly state: string;
  readonly generation: number;
  readonly assignor: string | null;
  readonly members: readonly MemberData[];
  readonly offsets: readonly {
    readonly topic: string;
    readonly partition: number;
    /** Null: nothing. */
    readonly committed: number | null;
    readonly end: number;
    readonly lag: number;
  }[];
}

export interface MemberData {
  readonly memberId: string;
  readonly clientId: string;
  readonly openedBy: string | null;
  /** "orders[0, 2]" */
  readonly assignment: string;
  readonly isReady: boolean;
}

/** Something to look into. */
export interface ProblemData {
  readonly kind: 'hint' | 'warning' | 'leftover' | 'fault';
  readonly text: string;
  /** Of a hint; docs/hints.md tells more. */
  readonly code?: string;
}

/** A value of a request, as JSON can say it. Objects with `$` are what JSON has no word for. */
export type PlainValue = string | number | boolean | null | readonly PlainValue[] | PlainObject | SpecialValue;
export interface PlainObject {
  readonly [name: string]: PlainValue;
}
export type SpecialValue =
  | ShownValue
  /** Items of an array that were left out. */
  | { readonly $: 'more'; readonly count: number };
/** Bytes, as what they turned out to be; `value` is cut where they are long. */
export interface ShownValue {
  readonly $: 'text' | 'json' | 'hex';
  readonly size: number;
  readonly value: string;
  readonly isCut: boolean;
}
