import { buildRecordBatch } from '@testka/protocol';
import { describe, expect, test } from 'vitest';
import { Configs } from '../metadata/configs/configs.ts';
import { Features } from '../metadata/features.ts';
import { LeaderEpochs } from './leader-epochs.ts';
import { Log } from './log.ts';

const batch = (count = 1, timestamp = 1000): Buffer =>
  buildRecordBatch({ records: Array.from({ length: count }, () => ({ value: 'x'.repeat(100), timestamp })) });

function logWith(counts: readonly number[], { segmentBytes = '1073741824' } = {}): Log {
  const configs = new Configs(new Map([['log.segment.bytes', segmentBytes]]), new Features([]));
  const log = new Log(() => configs.topic('orders'), 0);
  counts.forEach((count, index) =>
    log.append(batch(count), 0, { clientId: null, appendedAtMs: index, sequence: index, peer: undefined }),
  );
  return log;
}

const baseOffsets = (log: Log, from: number): number[] =>
  [...log.batchesFrom(from)].map(({ baseOffset }) => baseOffset);

describe('appending', () => {
  test('offsets are dense over batches', () => {
    const log = logWith([1, 3, 2]);
    expect(baseOffsets(log, 0)).toEqual([0, 1, 4]);
    expect([log.logStartOffset, log.logEndOffset]).toEqual([0, 6]);
  });

  test('the bytes handed in may be reused afterwards', () => {
    const log = logWith([]);
    const bytes = batch();
    log.append(bytes, 0, { clientId: null, appendedAtMs: 0, sequence: 1, peer: undefined });
    bytes.fill(0);
    expect([...log.batchesFrom(0)].map(({ batch: stored }) => stored.isCrcValid())).toEqual([true]);
  });

  test('a segment that is full is followed by another', () => {
    const log = logWith([1, 1, 1, 1], { segmentBytes: String(2 * batch().length) });
    expect(log.segments.map(({ baseOffset }) => baseOffset)).toEqual([0, 2]);
    expect(baseOffsets(log, 0)).toEqual([0, 1, 2, 3]);
  });

  const WEEK_MS = 604_800_000;

  test.each([
    { name: 'a week after the first batch, no', times: [1000, 1000 + WEEK_MS], expected: [0] },
    { name: 'a ms more', times: [1000, 1001 + WEEK_MS], expected: [0, 1] },
    { name: 'later batches do not count', times: [1000, 5000, 1001 + WEEK_MS], expected: [0, 2] },
    { name: 'time that runs back', times: [1000 + WEEK_MS, 1000, 5000], expected: [0] },
    { name: 'a first batch without a time: the clock counts', times: [-1, 1000, 1001 + WEEK_MS], expected: [0] },
  ])('a segment is followed by another by the times of its records: $name', ({ times, expected }) => {
    const log = logWith([]);
    for (const timestamp of times)
      log.append(batch(1, timestamp), 0, { clientId: null, appendedAtMs: 0, sequence: 0, peer: undefined });
    expect(log.segments.map(({ baseOffset }) => baseOffset)).toEqual(expected);
  });
});

describe('reading', () => {
  const log = logWith([2, 2, 2, 2], { segmentBytes: String(2 * batch(2).length) });
  const size = batch(2).length;

  test.each([
    { name: 'from the batch that contains the offset', offset: 3, maxBytes: Infinity, end: 8, expected: size },
    { name: 'within one segment', offset: 0, maxBytes: Infinity, end: 8, expected: 2 * size },
    { name: 'below the end given', offset: 0, maxBytes: Infinity, end: 2, expected: size },
    { name: 'up to the limit', offset: 0, maxBytes: size + 10, end: 8, expected: size + 10 },
    { name: 'the first batch whole', offset: 0, maxBytes: 1, end: 8, expected: size },
    { name: 'nothing at the end', offset: 8, maxBytes: Infinity, end: 8, expected: 0 },
  ])('$name', ({ offset, maxBytes, end, expected }) => {
    expect(log.read(offset, maxBytes, end, true).sizeInBytes).toBe(expected);
  });

  test('without the privilege of the first message nothing beyond the limit', () => {
    expect(log.read(0, 0, 8, false).sizeInBytes).toBe(0);
  });
});

describe('the start of the log', () => {
  test('records without a time are the latest when there are no others', () => {
    const log = logWith([]);
    expect(log.offsetOfMaxTimestamp()).toBeUndefined();
    const append = (timestamp: number) =>
      log.append(batch(1, timestamp), 0, { clientId: null, appendedAtMs: 0, sequence: 0, peer: undefined });
    append(-1);
    expect(log.offsetOfMaxTimestamp()).toEqual({ timestamp: -1, offset: 0, leaderEpoch: 0 });
    append(7);
    expect(log.offsetOfMaxTimestamp()).toEqual({ timestamp: 7, offset: 1, leaderEpoch: 0 });
  });

  test('leaves the largest time where it was, as long as its segment is kept', () => {
    const log = logWith([]);
    for (const timestamp of [50, 5])
      log.append(batch(1, timestamp), 0, { clientId: null, appendedAtMs: 0, sequence: 0, peer: undefined });
    log.moveLogStart(1);
    expect(log.offsetOfMaxTimestamp()).toEqual({ timestamp: 50, offset: 0, leaderEpoch: 0 });
    expect(log.offsetForTimestamp(0, 2)).toEqual({ timestamp: 5, offset: 1, leaderEpoch: 0 });
  });

  test('moves forward only, and segments that lie before it stay until they are dropped', () => {
    const log = logWith([1, 1, 1, 1], { segmentBytes: String(2 * batch().length) });
    log.moveLogStart(3);
    log.moveLogStart(1);
    expect(log.logStartOffset).toBe(3);
    expect(log.segments.map(({ baseOffset }) => baseOffset)).toEqual([0, 2]);
    log.dropDeletedSegments();
    expect(log.segments.map(({ baseOffset }) => baseOffset)).toEqual([2]);
    log.moveLogStart(4);
    log.dropDeletedSegments();
    expect(log.segments.map(({ baseOffset }) => baseOffset)).toEqual([2]);
  });

  test('a time is looked for in the first segment that has it, although it was deleted there', () => {
    const WEEK_MS = 604_800_000;
    const log = logWith([]);
    for (const timestamp of [50, 51 + WEEK_MS])
      log.append(batch(1, timestamp), 0, { clientId: null, appendedAtMs: 0, sequence: 0, peer: undefined });
    log.moveLogStart(1);
    const second = { timestamp: 51 + WEEK_MS, offset: 1, leaderEpoch: 0 };
    const found = (): unknown[] => [50, 51].map((timestamp) => log.offsetForTimestamp(timestamp, 2));
    expect(found()).toEqual([undefined, second]);
    log.dropDeletedSegments();
    expect(found()).toEqual([second, second]);
  });

  test('a segment whose records have no time has that of its last write', () => {
    const log = logWith([], { segmentBytes: String(batch().length) });
    log.append(batch(1, -1), 0, { clientId: null, appendedAtMs: 1000, sequence: 0, peer: undefined });
    log.append(batch(1, 5000), 0, { clientId: null, appendedAtMs: 2000, sequence: 0, peer: undefined });
    expect([999, 1000, 1001].map((timestamp) => log.offsetForTimestamp(timestamp, 3)?.offset)).toEqual([
      undefined,
      undefined,
      1,
    ]);
  });
});

describe('snapshots', () => {
  test('a first segment that was empty then is the first still when it is written to, and empty in the snapshot', () => {
    const log = logWith([]);
    const snapshot = log.snapshot();
    log.append(batch(), 0, { clientId: null, appendedAtMs: 0, sequence: 0, peer: undefined });
    const shown = (segments: Log['segments']): number[][] =>
      segments.map(({ baseOffset, batches }) => [baseOffset, batches.length]);
    expect([shown(log.segments), shown(snapshot.segments)]).toEqual([[[0, 1]], [[0, 0]]]);
    expect(log.isAt(snapshot)).toBe(false);
  });

  test('are not touched by what is appended later, and a log goes on from them', () => {
    const log = logWith([1, 1]);
    const snapshot = log.snapshot();
    expect(log.isAt(snapshot)).toBe(true);
    log.append(batch(), 0, { clientId: null, appendedAtMs: 5, sequence: 5, peer: undefined });
    expect(log.isAt(snapshot)).toBe(false);
    const configs = new Configs(new Map(), new Features([]));
    const copy = Log.from(snapshot, () => configs.topic('orders'), 0);
    expect([copy.logEndOffset, baseOffsets(copy, 0)]).toEqual([2, [0, 1]]);
    copy.append(batch(5), 0, { clientId: null, appendedAtMs: 6, sequence: 6, peer: undefined });
    expect([baseOffsets(copy, 0), baseOffsets(log, 0), copy.logEndOffset, log.logEndOffset]).toEqual([
      [0, 1, 2],
      [0, 1, 2],
      7,
      3,
    ]);
  });
});

describe('LeaderEpochs', () => {
  /** Epoch 2 wrote 0–9, epoch 5 wrote 10–19, epoch 6 is writing from 20 on. */
  function epochs(): LeaderEpochs {
    const known = new LeaderEpochs();
    known.assign(2, 0);
    known.assign(5, 10);
    known.assign(6, 20);
    return known;
  }

  test.each([
    { requested: 6, expected: { epoch: 6, endOffset: 33 } },
    { requested: 5, expected: { epoch: 5, endOffset: 20 } },
    { requested: 4, expected: { epoch: 2, endOffset: 10 } },
    { requested: 2, expected: { epoch: 2, endOffset: 10 } },
    { requested: 7, expected: undefined },
    { requested: 1, expected: { epoch: 1, endOffset: 0 } },
    { requested: -1, expected: undefined },
    { requested: -2, expected: { epoch: -2, endOffset: 0 } },
  ])('epoch $requested', ({ requested, expected }) => {
    expect(epochs().endOffsetFor(requested, 33, 6)).toEqual(expected);
  });

  test('know who wrote what', () => {
    expect([0, 9, 10, 25].map((offset) => epochs().epochOf(offset))).toEqual([2, 2, 5, 6]);
  });

  test('forget what lies before the start of the log', () => {
    const known = epochs();
    known.truncateBefore(12);
    expect(known.entries).toEqual([
      { epoch: 5, startOffset: 12 },
      { epoch: 6, startOffset: 20 },
    ]);
  });
});
