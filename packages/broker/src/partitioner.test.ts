import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { murmur2, partitionForKey } from './partitioner.ts';

// The table of Kafka's own UtilsTest.testMurmur2.
test.each([
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
])('murmur2 of %s is what Kafka says', (key, hash) => {
  expect(murmur2(Buffer.from(key))).toBe(hash);
});

test('keys of every length go where kafkajs sends them', () => {
  const kafkajs = createRequire(import.meta.url)('kafkajs/src/producer/partitioners/default/murmur2.js') as (
    key: Buffer,
  ) => number;
  for (let length = 0; length < 40; length++) {
    const key = Buffer.from(Array.from({ length }, (_, index) => (index * 37 + length * 11) & 0xff));
    expect(murmur2(key)).toBe(kafkajs(key));
    expect(partitionForKey(key, 7)).toBe((kafkajs(key) & 0x7fff_ffff) % 7);
  }
});
