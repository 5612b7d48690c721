/** What is stored is what was sent, and reading starts where it should. */
import { setTimeout as delay } from 'node:timers/promises';
import { Group } from './group.mjs';
import { BASE_TIMESTAMP_MS, checkLog, expected, make, produce, read, render, roundTrip } from './records.mjs';

const LONG_POLL_MS = 5_000;

export const recordScenarios = {
  ...Object.fromEntries(
    ['none', 'gzip', 'snappy', 'lz4', 'zstd'].map((codec) => [
      `codec-${codec}`,
      (trial) => roundTrip(trial, 1, make(300), { codec }),
    ]),
  ),
  'null-and-empty': nullAndEmpty,
  headers,
  timestamps,
  'acks-0': acksNone,
  'acks-1': (trial) => roundTrip(trial, 1, make(100), { acks: 1 }),
  'acks-all': (trial) => roundTrip(trial, 1, make(100), { acks: -1 }),
  'idempotent-producer': (trial) => roundTrip(trial, 3, make(500, 3), { idempotent: true, batchRecords: 10 }),
  'many-partitions': (trial) => roundTrip(trial, 50, make(1000, 50)),
  'seek-by-timestamp': seekByTimestamp,
  'reset-earliest': resetEarliest,
  'reset-latest': resetLatest,
  'long-poll-wakes': longPollWakes,
  'long-poll-close': longPollClose,
};

function plain(key, value, headers = []) {
  const bytes = (text) => (text === null ? null : Buffer.from(text));
  return { partition: 0, timestampMs: BASE_TIMESTAMP_MS, key: bytes(key), value: bytes(value), headers };
}

async function nullAndEmpty(trial) {
  const rows = [
    ['tombstone', null],
    [null, 'no key'],
    [null, null],
    ['', ''],
    ['empty', ''],
  ];
  return roundTrip(
    trial,
    1,
    rows.map(([key, value]) => plain(key, value)),
  );
}

async function headers(trial) {
  const record = plain('k', 'v', [
    ['trace', Buffer.from('first')],
    ['other', Buffer.from('between')],
    ['trace', Buffer.from('second')],
    ['null', trial.library.sendsNullHeaderValues ? null : Buffer.from('not null')],
    ['empty', Buffer.alloc(0)],
    ['', Buffer.from('empty name')],
    ['bytes', Buffer.from([0x00, 0xff, 0xfe, 0x80])],
    ['naïve-ключ-鍵', Buffer.from('unicode name')],
  ]);
  return roundTrip(trial, 1, [record, plain(null, 'no headers')]);
}

async function timestamps(trial) {
  const sent = [BASE_TIMESTAMP_MS + 5_000, BASE_TIMESTAMP_MS, trial.library.oldestTimestampMs];
  const records = make(3).map((record, index) => ({ ...record, timestampMs: sent[index] }));
  const createTime = await trial.topic({ suffix: '-create', configs: { 'retention.ms': '-1' } });
  await produce(trial, createTime, records);
  await checkLog(trial, createTime, 1, expected(trial, records));
  if (!trial.library.showsLogAppendTime) return 'CreateTime; the client does not show LogAppendTime';

  const appendTime = await trial.topic({ suffix: '-append', configs: { 'message.timestamp.type': 'LogAppendTime' } });
  const beforeMs = Date.now();
  await produce(trial, appendTime, make(3));
  const afterMs = Date.now();
  trial.equal('records in the LogAppendTime topic', await (await trial.admin()).endOffsets(appendTime, 1), [3]);
  for (const { timestampMs } of await read(trial, appendTime, 3)) {
    const problem = `append time ${timestampMs} is not in ${beforeMs}–${afterMs}`;
    trial.check(beforeMs <= timestampMs && timestampMs <= afterMs, problem);
  }
  return 'CreateTime and LogAppendTime';
}

async function acksNone(trial) {
  const topic = await trial.topic();
  const records = make(100);
  await produce(trial, topic, records, { acks: 0 });
  // Nothing is acknowledged, so the end offset is the only sign that the last batch has arrived.
  const admin = await trial.admin();
  await trial.eventually('end offset', async () => {
    const [end] = await admin.endOffsets(topic, 1);
    return end < 100 ? `${end} of 100` : undefined;
  });
  await checkLog(trial, topic, 1, expected(trial, records));
  return '100 records';
}

async function seekByTimestamp(trial) {
  const topic = await trial.topic();
  const records = make(10).map((record, index) => ({ ...record, timestampMs: BASE_TIMESTAMP_MS + index * 1_000 }));
  const lines = expected(trial, records);
  await produce(trial, topic, records);
  await checkLog(trial, topic, 1, lines);
  const admin = await trial.admin();
  for (const { what, sinceBaseMs, offset, foundSinceBaseMs } of [
    { what: 'exact', sinceBaseMs: 4_000, offset: 4, foundSinceBaseMs: 4_000 },
    { what: 'between two records', sinceBaseMs: 4_001, offset: 5, foundSinceBaseMs: 5_000 },
    { what: 'before the first', sinceBaseMs: -1_000, offset: 0, foundSinceBaseMs: 0 },
    { what: 'after the last', sinceBaseMs: 9_001, offset: undefined, foundSinceBaseMs: undefined },
  ]) {
    const found = await admin.offsetForTime(topic, 0, BASE_TIMESTAMP_MS + sinceBaseMs);
    trial.equal(`offset ${what}`, found.offset, offset);
    if (found.timestampMs === undefined) continue; // kafkajs shows the offset only.
    trial.equal(`timestamp ${what}`, found.timestampMs - BASE_TIMESTAMP_MS, foundSinceBaseMs);
  }
  const { offset } = await admin.offsetForTime(topic, 0, BASE_TIMESTAMP_MS + 6_500);
  const received = await read(trial, topic, 3, { startAt: [[0, offset]] });
  trial.equal('records from the timestamp on', render(trial, received), new Map([[0, lines.get(0).slice(7)]]));
  return 'exact, between, before, after';
}

async function resetEarliest(trial) {
  const [group, topic, records] = [new Group(trial), await trial.topic(), make(10)];
  await produce(trial, topic, records);
  await group.awaitRecords([await group.join(topic)], expected(trial, records));
  return 'from offset 0';
}

async function resetLatest(trial) {
  const [group, topic, records] = [new Group(trial), await trial.topic(), make(20)];
  await produce(trial, topic, records.slice(0, 10));
  const member = await group.join(topic, { reset: 'latest' });
  await group.awaitShares(1, [member], 1);
  // To own the partition is not to have looked up its end: probes tell when that is done.
  const probes = [];
  const producer = trial.own(await trial.library.producer({}));
  await trial.eventually('position at the end', async () => {
    if (member.records.length > 0) return undefined;
    probes.push(plain(null, `probe-${probes.length}`));
    await producer.send(topic, probes.slice(-1));
    await delay(100);
    return `nothing received after ${probes.length} probes`;
  });
  const first = member.records[0].offset;
  trial.check(10 <= first && first < 10 + probes.length, `received offset ${first} first, which was there before`);
  await produce(trial, topic, records.slice(10));
  // Everything from the first received offset on, and nothing before it.
  const lines = expected(trial, [...records.slice(0, 10), ...probes, ...records.slice(10)]).get(0);
  await group.awaitRecords([member], new Map([[0, lines.slice(first)]]));
  return `from offset ${first}, ${probes.length} probe(s)`;
}

async function longPollWakes(trial) {
  const [group, topic, records] = [new Group(trial), await trial.topic(), make(1)];
  const member = await group.join(topic, { fetchWaitMs: LONG_POLL_MS });
  await group.awaitShares(1, [member], 1);
  await delay(500); // Time to look up the position and send the fetch, which then waits for 5 s.
  trial.equal('records before', member.records, []);
  const startedAt = performance.now();
  await produce(trial, topic, records);
  await trial.eventually('the record', () => (member.records.length === 0 ? 'not received' : undefined));
  const tookMs = Math.round(performance.now() - startedAt);
  trial.check(tookMs < 2_000, `the record took ${tookMs} ms, the fetch waits 5 s`);
  trial.equal('record', render(trial, member.records), expected(trial, records));
  await checkLog(trial, topic, 1, expected(trial, records));
  return `${tookMs} ms after produce began`;
}

async function longPollClose(trial) {
  const [group, topic] = [new Group(trial), await trial.topic({ partitionCount: 2 })];
  const first = await group.join(topic, { fetchWaitMs: LONG_POLL_MS });
  await group.awaitShares(2, [first], 2);
  await delay(500); // Time to look up the positions and send the fetch, which then waits for 5 s.
  const startedAt = performance.now();
  await first.close();
  const closedMs = Math.round(performance.now() - startedAt);
  trial.check(closedMs < LONG_POLL_MS + 2_000, `close took ${closedMs} ms`);
  const second = await group.join(topic);
  await group.awaitShares(2, [second], 2);
  const takenMs = Math.round(performance.now() - startedAt);
  trial.check(takenMs < 15_000, `the partitions were free after ${takenMs} ms`);
  return `closed after ${closedMs} ms, taken over after ${takenMs} ms`;
}
