import { buildMessageSet, buildRecordBatch } from '@testka/protocol';
import { expect, test } from 'vitest';
import { patched, TIME } from './scripts/shapes.ts';
import { storedRecords } from './stored-records.ts';

const records = [
  { key: 'k', value: 'v', timestamp: TIME, headers: [{ key: 'h', value: null }] },
  { key: null, value: 'x'.repeat(100), timestamp: TIME + 1 },
];

test('a batch says all that is in its header, and every record', () => {
  const bytes = buildRecordBatch({ records, producerId: 7, producerEpoch: 1, baseSequence: 3, baseOffset: 5 });
  expect(storedRecords(bytes)).toEqual([
    {
      baseOffset: 5,
      lastOffsetDelta: 1,
      partitionLeaderEpoch: -1,
      magic: 2,
      codec: 'none',
      attributes: 0,
      baseTimestamp: TIME,
      maxTimestamp: TIME + 1,
      producerId: 7,
      producerEpoch: 1,
      baseSequence: 3,
      recordCount: 2,
      sizeInBytes: bytes.length,
      isCrcValid: true,
      entries: [
        { offset: 5, timestamp: TIME, attributes: 0, key: 'k', value: 'v', headers: [['h', null]] },
        { offset: 6, timestamp: TIME + 1, attributes: 0, key: null, value: '100 bytes, 09ecb6eb' },
      ],
    },
  ]);
});

test('the size of a compressed batch says nothing', () => {
  const [said] = storedRecords(buildRecordBatch({ records, compression: 'gzip' }));
  expect(said).toMatchObject({ codec: 'gzip', attributes: 1 });
  expect(said).not.toHaveProperty('sizeInBytes');
});

test('what a limit cut off is known by its bytes', () => {
  const bytes = buildRecordBatch({ records });
  const cut = (last: Buffer): unknown => storedRecords(Buffer.concat([bytes, last])).at(-1);
  expect(cut(bytes.subarray(0, 70))).toMatchObject({ cut: 70 });
  expect(cut(patched(bytes, 65, 1).subarray(0, 70))).not.toEqual(cut(bytes.subarray(0, 70)));
});

test('a CRC that is wrong shows', () => {
  expect(storedRecords(patched(buildRecordBatch({ records }), 40, 1))).toMatchObject([{ isCrcValid: false }]);
});

test('messages of before 0.11 are read too', () => {
  const message = { offset: 3, key: Buffer.from('k'), value: Buffer.from('v'), timestamp: TIME };
  expect(storedRecords(buildMessageSet({ magic: 1, records: [message] }))).toEqual([
    {
      offset: 3,
      magic: 1,
      codec: 'none',
      timestampType: 'CreateTime',
      timestamp: TIME,
      key: 'k',
      isCrcValid: true,
      entries: [{ offset: 3, timestamp: TIME, key: 'k', value: 'v', isCrcValid: true }],
    },
  ]);
});
