import { buildMessageSet, codecFor, encodeLegacyRecord, type LegacyMagic } from '@testka/protocol';
import type { Play, Script } from '../differential/play.ts';
import type { RawClient } from '../differential/raw-client.ts';
import { batch, fetchBody, patched, produceBody, TIME, ZERO } from '../differential/scripts/shapes.ts';

const FAR_FUTURE = 4_102_444_800_000;
const MAGIC_POSITION = 16;
const GZIP = 1;
const ZSTD = 4;
type Codec = NonNullable<Parameters<typeof buildMessageSet>[0]['compression']>;
const CODECS: readonly Codec[] = ['none', 'gzip', 'snappy', 'lz4'];

interface SetOptions {
  compression?: Codec;
  timestamp?: number;
  firstOffset?: number;
  timestampType?: 'CreateTime' | 'LogAppendTime';
}

/** A message set of these values; null: without a key too. */
export function messageSet(
  magic: LegacyMagic,
  values: readonly (string | null)[],
  { compression = 'none', timestamp = TIME, firstOffset = 0, timestampType = 'CreateTime' }: SetOptions = {},
): Buffer {
  const records = values.map((value, index) => ({
    offset: firstOffset + index,
    timestamp: timestamp + index,
    key: value === null ? null : Buffer.from(`k${index}`),
    value: value === null ? null : Buffer.from(value),
  }));
  return buildMessageSet({ magic, records, compression, timestampType });
}

function compress(id: number, bytes: Buffer): Buffer {
  return codecFor(id)?.compress(bytes) ?? bytes;
}

/** A wrapper around any bytes. */
function wrapper(magic: LegacyMagic, value: Buffer | null, compressionId = 1, timestamp = TIME): Buffer {
  const entry = { offset: 0, timestamp, key: null, value, compressionId, timestampType: 'CreateTime' as const };
  return encodeLegacyRecord(magic, entry);
}

/** What a producer may send, right and wrong. */
function shapes(magic: LegacyMagic): readonly (readonly [label: string, records: Buffer])[] {
  const other: LegacyMagic = magic === 0 ? 1 : 0;
  const set = messageSet(magic, ['a', 'b']);
  const gzip = (bytes: Buffer): Buffer => compress(GZIP, bytes);
  const inner = patched(messageSet(magic, ['a', 'b']), 22, 0xff);
  return [
    ...CODECS.map((compression) => [compression, messageSet(magic, ['a', 'b', 'c'], { compression })] as const),
    ['records without key and value', messageSet(magic, ['a', null, ''])],
    ['offsets that do not begin at 0', messageSet(magic, ['a', 'b'], { firstOffset: 5 })],
    [
      'offsets in a wrapper that do not begin at 0',
      messageSet(magic, ['a', 'b'], { firstOffset: 5, compression: 'gzip' }),
    ],
    ['a codec of one record', messageSet(magic, ['only'], { compression: 'snappy' })],
    ['a wrong CRC', patched(set, 22, 0xff)],
    ['a wrong CRC in the second', patched(set, set.length - 1, 0xff)],
    ['a wrong CRC within a wrapper', wrapper(magic, gzip(inner))],
    ['a wrong CRC of a wrapper', patched(messageSet(magic, ['a'], { compression: 'gzip' }), 40, 0xff)],
    ['two wrappers', Buffer.concat(['a', 'b'].map((value) => messageSet(magic, [value], { compression: 'gzip' })))],
    ['a wrapper after a record', Buffer.concat([set, messageSet(magic, ['c'], { compression: 'gzip' })])],
    ['two magics', Buffer.concat([set, messageSet(other, ['c'])])],
    ['another magic within a wrapper', wrapper(magic, gzip(messageSet(other, ['c'])))],
    ['a wrapper within a wrapper', wrapper(magic, gzip(messageSet(magic, ['c'], { compression: 'gzip' })))],
    ['a wrapper of nothing', wrapper(magic, gzip(Buffer.alloc(0)))],
    ['a wrapper without value', wrapper(magic, null)],
    ['a wrapper of no gzip', wrapper(magic, Buffer.from('not gzip'))],
    ['zstd', wrapper(magic, compress(ZSTD, set), ZSTD)],
    ['a codec that is none', wrapper(magic, set, 5)],
    ['no bytes', Buffer.alloc(0)],
    ['a set that is cut off', set.subarray(0, set.length - 1)],
    ['a record that is cut off', set.subarray(0, 20)],
    ['a size that no record has', patched(set, 8, 0, 0, 0, 13)],
    ['a key longer than its record', patched(set, magic === 0 ? 18 : 26, 0, 0, 1, 0)],
    ['magic 3', patched(set, MAGIC_POSITION, 3)],
    ['far in the future', messageSet(magic, ['a'], { timestamp: FAR_FUTURE })],
    ['the broker’s timestamp type', messageSet(magic, ['a'], { timestampType: 'LogAppendTime' })],
    ['without a timestamp', messageSet(magic, ['a'], { timestamp: -1 })],
    ['a record batch', batch(['x', 'y'])],
    ['a record batch with gzip', batch(['x', 'y'], { compression: 'gzip' })],
    ['two record batches', Buffer.concat([batch(['x']), batch(['y'])])],
    ['a record batch after a record', Buffer.concat([set, batch(['y'])])],
  ];
}

async function stored(play: Play, client: RawClient, name: string, fetchOffset: number): Promise<void> {
  const outcome = await client.ask('Fetch', 11, fetchBody({ name, topicId: ZERO }, { fetchOffset }));
  if (outcome.kind !== 'answered') return play.noteText('stored', outcome.kind);
  const [partition] = outcome.response.responses[0]?.partitions ?? [];
  const { errorCode, records = null } = partition ?? {};
  play.noteText('stored', { errorCode, records });
}

/** Each shape, in each version, and what became of it in the log. */
function produceScript(magic: LegacyMagic): Script {
  return {
    name: `old-produce-magic-${magic}`,
    async run(play) {
      const client = await play.connect();
      const { name } = await play.createTopic(client, 'orders');
      let end = 0;
      for (const version of [0, 1, 2]) {
        for (const [label, records] of shapes(magic)) {
          const answer = await play.ask(
            label,
            client,
            'Produce',
            version,
            produceBody({ name, topicId: ZERO }, records),
          );
          const partition = answer?.responses[0]?.partitionResponses[0];
          if (partition?.errorCode !== 0 || partition.baseOffset < 0) continue;
          await stored(play, client, name, end);
          const [log] = (await play.settle(client, 'ListOffsets', 5, endOf(name))).topics[0]?.partitions ?? [];
          end = log?.offset ?? end;
        }
      }
      for (const version of [3, 7]) {
        const body = produceBody({ name, topicId: ZERO }, messageSet(magic, ['a']));
        await play.ask('a message set', client, 'Produce', version, body);
      }
    },
  };
}

function endOf(name: string) {
  const partitions = [{ partitionIndex: 0, timestamp: -1 }];
  return { replicaId: -1, isolationLevel: 0, timeoutMs: 0, topics: [{ name, partitions }] };
}

/** Topics with configs, and requests that are wrong but for their records. */
const produceConfigs: Script = {
  name: 'old-produce-configs',
  async run(play) {
    const client = await play.connect();
    const configs: Record<string, Record<string, string>> = {
      append: { 'message.timestamp.type': 'LogAppendTime' },
      compact: { 'cleanup.policy': 'compact' },
      gzip: { 'compression.type': 'gzip' },
      plain: { 'compression.type': 'uncompressed' },
      small: { 'max.message.bytes': '120' },
    };
    for (const [base, config] of Object.entries(configs)) {
      const { name } = await play.createTopic(client, base, 1, config);
      let end = 0;
      for (const [version, magic] of [
        [0, 0],
        [1, 1],
        [2, 1],
        [2, 0],
      ] as const) {
        for (const compression of ['none', 'gzip'] as const) {
          for (const values of [
            ['a', 'b'],
            [null, 'b'],
            ['x'.repeat(200), 'b'],
          ]) {
            const body = produceBody({ name, topicId: ZERO }, messageSet(magic, values, { compression }));
            const answer = await play.ask(`${base}, magic ${magic}, ${compression}`, client, 'Produce', version, body);
            const errorCode = answer?.responses[0]?.partitionResponses[0]?.errorCode;
            if (errorCode !== 0) continue;
            await stored(play, client, name, end);
            end += values.length;
          }
        }
      }
    }
  },
};

const produceRefusals: Script = {
  name: 'old-produce-refusals',
  async run(play) {
    const client = await play.connect();
    const { name } = await play.createTopic(client, 'orders');
    const set = messageSet(1, ['a']);
    const good = { name, topicId: ZERO };
    for (const version of [0, 1, 2]) {
      await play.ask('unknown topic', client, 'Produce', version, produceBody({ ...good, name: play.name('no') }, set));
      await play.ask('unknown partition', client, 'Produce', version, produceBody(good, set, { index: 7 }));
      await play.ask('acks=1', client, 'Produce', version, produceBody(good, set, { acks: 1 }));
      await play.ask('acks=2', client, 'Produce', version, produceBody(good, set, { acks: 2 }));
      await play.ask('no topics', client, 'Produce', version, { acks: -1, timeoutMs: 1000, topicData: [] });
      const one = { index: 0, records: set };
      const twice = { acks: -1, timeoutMs: 1000, topicData: [{ ...good, partitionData: [one, one] }] };
      await play.ask('a partition twice', client, 'Produce', version, twice);
      await play.askAlone('acks=0', 'Produce', version, produceBody(good, set, { acks: 0 }), { patienceMs: 500 });
      const damaged = produceBody(good, patched(set, 22, 0xff), { acks: 0 });
      await play.askAlone('acks=0, damaged', 'Produce', version, damaged, { patienceMs: 2000 });
      await play.askAlone(
        'acks=0, unknown',
        'Produce',
        version,
        produceBody({ ...good, name: 'no' }, set, { acks: 0 }),
        {
          patienceMs: 2000,
        },
      );
    }
  },
};

export const OLD_PRODUCE_SCRIPTS: readonly Script[] = [
  produceScript(0),
  produceScript(1),
  produceConfigs,
  produceRefusals,
];
