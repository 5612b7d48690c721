import { buildRecordBatch } from '@testka/protocol';
import type { Play, Script } from '../differential/play.ts';
import type { RawClient } from '../differential/raw-client.ts';
import { batch, fetchBody, produceBody, TIME, ZERO } from '../differential/scripts/shapes.ts';
import { messageSet } from './old-produce.ts';

const VERSIONS = [0, 1, 2, 3];
const FROM_THE_START = 0;
type Shape = NonNullable<Parameters<typeof fetchBody>[1]>;

async function read(play: Play, client: RawClient, label: string, name: string, shape: Shape = {}): Promise<void> {
  for (const version of VERSIONS) {
    await play.ask(label, client, 'Fetch', version, fetchBody({ name, topicId: ZERO }, shape));
  }
}

async function filled(play: Play, client: RawClient, base: string, batches: Buffer[], configs = {}): Promise<string> {
  const { name } = await play.createTopic(client, base, 1, configs);
  for (const records of batches) {
    const answer = await play.settle(client, 'Produce', 8, produceBody({ name, topicId: ZERO }, records));
    const errorCode = answer.responses[0]?.partitionResponses[0]?.errorCode;
    if (errorCode !== 0) throw new Error(`${base} was not filled: ${errorCode}`);
  }
  return name;
}

const withHeaders = (values: readonly string[], compression: 'none' | 'gzip'): Buffer =>
  buildRecordBatch({
    compression,
    records: values.map((value, index) => ({
      key: null,
      value,
      timestamp: TIME + index,
      headers: [{ key: 'trace', value: 'abc' }],
    })),
  });

/** What each stored batch becomes. */
const conversions: Script = {
  name: 'old-fetch-conversions',
  async run(play) {
    const client = await play.connect();
    const topics: Record<string, [batches: Buffer[], configs?: Record<string, string>]> = {
      plain: [[batch(['a', 'b', 'c']), batch(['d', null])]],
      headers: [[withHeaders(['a', 'b'], 'none'), withHeaders(['c', 'd'], 'gzip')]],
      gzip: [[batch(['a', 'b', 'c'], { compression: 'gzip' })]],
      snappy: [[batch(['a', 'b', 'c'], { compression: 'snappy' })]],
      lz4: [[batch(['a', 'b', 'c'], { compression: 'lz4' })]],
      mixed: [[batch(['a', 'b']), batch(['c', 'd'], { compression: 'gzip' }), batch(['e'])]],
      zstd: [[batch(['a'], { compression: 'zstd' })]],
      later: [[batch(['a', 'b']), batch(['c'], { compression: 'zstd' }), batch(['d'])]],
      idempotent: [[batch(['a', 'b'], { producerId: 4711, producerEpoch: 0, baseSequence: 0 })]],
      append: [
        [batch(['a', 'b']), batch(['c'], { compression: 'gzip' })],
        { 'message.timestamp.type': 'LogAppendTime' },
      ],
      none: [[batch(['a', 'b'])], { 'message.downconversion.enable': 'false' }],
      zstdTopic: [[batch(['a'])], { 'compression.type': 'zstd' }],
      empty: [[]],
      timeless: [[buildRecordBatch({ records: [{ key: 'k', value: 'v', timestamp: -1 }] })]],
    };
    for (const [base, [batches, configs]] of Object.entries(topics)) {
      const name = await filled(play, client, base, batches, configs);
      await read(play, client, base, name);
      await read(play, client, `${base}, from 1`, name, { fetchOffset: 1 });
    }
  },
};

/** Where a fetch begins and how much it may bring. */
const limits: Script = {
  name: 'old-fetch-limits',
  async run(play) {
    const client = await play.connect();
    const batches = [
      batch(['a'.repeat(100), 'b'.repeat(100)]),
      batch(['c'.repeat(100), 'd'.repeat(100)]),
      batch(['e']),
    ];
    const name = await filled(play, client, 'plain', batches);
    for (const fetchOffset of [FROM_THE_START, 1, 2, 3, 4, 5, 6, -1]) {
      await read(play, client, `from ${fetchOffset}`, name, { fetchOffset });
    }
    for (const partitionMaxBytes of [0, 1, 11, 20, 100, 200, 280, 300, 400, 700]) {
      await read(play, client, `at most ${partitionMaxBytes} of the partition`, name, { partitionMaxBytes });
      await read(play, client, `at most ${partitionMaxBytes}, from 1`, name, { partitionMaxBytes, fetchOffset: 1 });
    }
    for (const maxBytes of [0, 1, 100, 300, 700]) await read(play, client, `at most ${maxBytes}`, name, { maxBytes });
    const tiny = await filled(play, client, 'tiny', [batch(['a']), batch(['b']), batch(['c'])]);
    await read(play, client, 'small batches', tiny);
    for (const partitionMaxBytes of [60, 75, 140, 160]) {
      await read(play, client, `small batches, at most ${partitionMaxBytes}`, tiny, { partitionMaxBytes });
    }
    await read(play, client, 'unknown topic', play.name('no'));
    await read(play, client, 'unknown partition', name, { partition: 7 });
    await read(play, client, 'waiting', name, { fetchOffset: 5, maxWaitMs: 50 });
    await read(play, client, 'a negative limit', name, { partitionMaxBytes: -1 });
  },
};

/** What was produced in an old version comes back in each. */
const roundTrip: Script = {
  name: 'old-fetch-round-trip',
  async run(play) {
    const client = await play.connect();
    for (const magic of [0, 1] as const) {
      for (const compression of ['none', 'gzip', 'snappy', 'lz4'] as const) {
        const { name } = await play.createTopic(client, `magic-${magic}-${compression}`);
        const records = messageSet(magic, ['a', 'b', 'c'], { compression });
        await play.settle(client, 'Produce', 2, produceBody({ name, topicId: ZERO }, records));
        await read(play, client, `magic ${magic}, ${compression}`, name);
        await read(play, client, `magic ${magic}, ${compression}, from 2`, name, { fetchOffset: 2 });
      }
    }
  },
};

export const OLD_FETCH_SCRIPTS: readonly Script[] = [conversions, limits, roundTrip];
