import { type ApiName, codecOf, ErrorCode, errorName, Reader, Writer } from '@testka/protocol';
import { expect, test } from 'vitest';
import type { Api } from '../api.ts';
import { apis } from '../apis/index.ts';
import { errorAnswer } from '../error-answer.ts';
import { SLOW } from './acts.ts';
import { CHAOS_KINDS } from './options.ts';
import { actsOf } from './table.ts';

const inTable = apis.filter(({ name }) => actsOf(name) !== SLOW);

/** What a request of the API asks about, as far as its errors go. */
const ASKED: Partial<Record<ApiName, unknown>> = {
  Produce: { topicData: [{ name: 'orders', topicId: null, partitionData: [{ index: 0 }] }] },
  ListOffsets: { topics: [{ name: 'orders', partitions: [{ partitionIndex: 0 }] }] },
  OffsetForLeaderEpoch: { topics: [{ topic: 'orders', partitions: [{ partition: 0 }] }] },
  FindCoordinator: { key: 'billing', keyType: 0, coordinatorKeys: ['billing'] },
  OffsetCommit: { groupId: 'billing', topics: [{ name: 'orders', partitions: [{ partitionIndex: 0 }] }] },
  OffsetFetch: {
    groupId: 'billing',
    topics: [{ name: 'orders', partitionIndexes: [0] }],
    groups: [{ groupId: 'billing', topics: [] }],
  },
};

/** Those for which the handler of the API finds the place itself: see failing.ts. */
const PLACED_ELSEWHERE: ReadonlySet<ApiName> = new Set(['Metadata', 'Fetch']);

const rows = inTable.flatMap((api) =>
  versionsOf(api).flatMap((version) =>
    actsOf(api.name).flatMap(({ effect, since, until }) => {
      const told = effect(0.5);
      if (told.type !== 'error' || version < since || version > until) return [];
      return [
        { api, version, errorCode: told.errorCode, name: `${api.name} v${version} ${errorName(told.errorCode)}` },
      ];
    }),
  ),
);

function versionsOf({ request }: Api): number[] {
  const [first, last] = request.versions;
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

test('an answer of the API can carry the error, in every version', () => {
  expect(rows.length).toBeGreaterThan(150);
  for (const { api, version, errorCode, name } of rows.filter(({ api: each }) => !PLACED_ELSEWHERE.has(each.name))) {
    const answer = errorAnswer(api, version, ASKED[api.name] ?? {}, errorCode, null, 'top');
    const writer = new Writer();
    codecOf(api.response, version).encode(writer, answer);
    const decoded = codecOf(api.response, version).decode(new Reader(Buffer.concat(writer.finish())));
    expect({ name, codes: codesIn(decoded) }).toEqual({ name, codes: [errorCode] });
  }
});

function codesIn(value: unknown): number[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'errorCode' && inner !== 0 ? [inner as number] : codesIn(inner),
  );
}

/** Kafka's `RetriableException`s that the brokers of 3.9 to 4.4 answer with, and what members take as a word to join again. */
const SURVIVABLE: ReadonlySet<number> = new Set([
  ErrorCode.COORDINATOR_LOAD_IN_PROGRESS,
  ErrorCode.COORDINATOR_NOT_AVAILABLE,
  ErrorCode.FETCH_SESSION_ID_NOT_FOUND,
  ErrorCode.LEADER_NOT_AVAILABLE,
  ErrorCode.NOT_COORDINATOR,
  ErrorCode.NOT_ENOUGH_REPLICAS,
  ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND,
  ErrorCode.NOT_LEADER_OR_FOLLOWER,
  ErrorCode.OFFSET_NOT_AVAILABLE,
  ErrorCode.REBALANCE_IN_PROGRESS,
  ErrorCode.REQUEST_TIMED_OUT,
]);

test('every error is one that is over when the client asks again', () => {
  const others = rows.filter(({ errorCode }) => !SURVIVABLE.has(errorCode)).map(({ name }) => name);
  expect(others).toEqual([]);
});

test('every kind is there, and whatever is not in the table is at most slow', () => {
  const kinds = new Set(inTable.flatMap(({ name }) => actsOf(name).map(({ kind }) => kind)));
  expect(kinds).toEqual(new Set(CHAOS_KINDS));
  for (const api of ['CreateTopics', 'SaslAuthenticate', 'ApiVersions', 'LeaveGroup'] as const) {
    expect(new Set(actsOf(api).map(({ effect }) => effect(0).type))).toEqual(new Set(['delay', 'throttle']));
  }
});

test.each([
  { brokers: 1, lost: 2 },
  { brokers: 3, lost: 0 },
])(
  'consumers on $brokers broker(s) lose their connection in $lost ways, as kafkajs does not get over it on several',
  (each) => {
    const ways = (api: 'Fetch' | 'ListOffsets') =>
      actsOf(api).filter(({ kind, when }) => kind === 'disconnect' && when({}, { brokers: each.brokers }));
    expect([ways('Fetch').length, ways('ListOffsets').length]).toEqual([each.lost, each.lost]);
  },
);
