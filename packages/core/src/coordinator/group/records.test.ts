import { ZERO_UUID } from '@testka/protocol';
import { describe, expect, test } from 'vitest';
import { type GroupRecord, groupMetadataTombstone, groupRecordSerde, offsetTombstone } from './records.ts';
import { Release } from '../../releases/release.ts';

const newest = groupRecordSerde(new Release('4.4'));

const TOPIC_ID = 'AQIDBAUGBwgJCgsMDQ4PEA';
const commit = {
  offset: 5,
  leaderEpoch: 2,
  metadata: 'm',
  commitTimestamp: 1000,
  expireTimestamp: -1,
  topicId: TOPIC_ID,
};
const offsetCommit = (value: typeof commit): GroupRecord => {
  return { type: 'OffsetCommit', groupId: 'g', topicName: 'orders', partitionIndex: 3, value };
};
const member = {
  memberId: 'm-1',
  groupInstanceId: 'i-1',
  clientId: 'c',
  clientHost: '/10.0.0.1',
  rebalanceTimeout: 60_000,
  sessionTimeout: 10_000,
  subscription: Buffer.from('subscription'),
  assignment: Buffer.from('assignment'),
};
const metadata: GroupRecord = {
  type: 'GroupMetadata',
  groupId: 'g',
  value: {
    protocolType: 'consumer',
    generation: 4,
    protocol: 'range',
    leader: 'm-1',
    currentStateTimestamp: 1000,
    members: [member],
  },
};

describe('records of the offsets topic', () => {
  test.each([
    { name: 'a committed offset', record: offsetCommit(commit) },
    {
      name: 'one with an expiry',
      record: offsetCommit({ ...commit, leaderEpoch: -1, topicId: ZERO_UUID, expireTimestamp: 2000 }),
    },
    { name: 'a group', record: metadata },
    { name: 'a deleted offset', record: offsetTombstone('g', 'orders', 3) },
    { name: 'a deleted group', record: groupMetadataTombstone('g') },
  ])('$name comes back as it was', ({ record }) => {
    const { key, value } = newest.encode(record);
    expect(newest.decode(key, value)).toEqual(record);
  });

  // Value versions written by Kafka 4.4: 4 for offsets, 1 for those with an expiry, 3 for groups.
  test.each([
    {
      name: 'an offset',
      record: offsetCommit(commit),
      key: '00010001670006' + Buffer.from('orders').toString('hex') + '00000003',
      version: 4,
    },
    {
      name: 'an offset with an expiry',
      record: offsetCommit({ ...commit, expireTimestamp: 2000 }),
      key: '00010001670006' + Buffer.from('orders').toString('hex') + '00000003',
      version: 1,
    },
    { name: 'a group', record: metadata, key: '0002000167', version: 3 },
  ])('$name has the key and the version that Kafka writes', ({ record, key, version }) => {
    const encoded = newest.encode(record);
    expect(encoded.key.toString('hex')).toBe(key);
    expect(encoded.value?.readInt16BE(0)).toBe(version);
  });

  test('the bytes of an offset are those of Kafka', () => {
    const { value } = newest.encode(offsetCommit(commit));
    // version, offset, leader epoch, compact metadata, timestamp, one tagged field: tag 0, 16 bytes, the topic id
    expect(value?.toString('hex')).toBe(
      '0004' +
        '0000000000000005' +
        '00000002' +
        '026d' +
        '00000000000003e8' +
        '01' +
        '00' +
        '10' +
        '0102030405060708090a0b0c0d0e0f10',
    );
  });

  test.each([
    { release: '3.9', version: 3 },
    { release: '4.0', version: 3 },
    { release: '4.1', version: 4 },
    { release: '4.3', version: 4 },
  ] as const)('$release writes offsets in version $version, and reads them all', ({ release, version }) => {
    const serde = groupRecordSerde(new Release(release));
    const record = offsetCommit({ ...commit, topicId: ZERO_UUID });
    const { key, value } = serde.encode(record);
    expect(value?.readInt16BE(0)).toBe(version);
    expect(newest.decode(key, value)).toEqual(record);
    const written = newest.encode(offsetCommit(commit));
    expect(serde.decode(written.key, written.value)).toEqual(offsetCommit(commit));
  });

  test('an offset of before Kafka 0.9 is read all the same', () => {
    const { key, value } = newest.encode(offsetCommit(commit));
    key.writeInt16BE(0, 0);
    expect(newest.decode(key, value)).toEqual(offsetCommit(commit));
  });

  test('a record of another coordinator protocol is passed over', () => {
    expect(newest.decode(Buffer.from('0003000167', 'hex'), Buffer.alloc(0))).toBeUndefined();
  });
});
