import { expect, test } from 'vitest';
import { canonicalAddress } from './ip-address.ts';

// What Kafka 4.4 takes for an address, and for none: see the script client-quotas.
test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['127.1', '127.0.0.1'],
  ['1.2', '1.0.0.2'],
  ['1.2.3', '1.2.0.3'],
  ['16909060', '1.2.3.4'],
  ['01.2.3.4', '1.2.3.4'],
  ['localhost', '127.0.0.1'],
  ['LOCALHOST', '127.0.0.1'],
  ['::1', '0:0:0:0:0:0:0:1'],
  ['[::1]', '0:0:0:0:0:0:0:1'],
  ['::1%0', '0:0:0:0:0:0:0:1'],
  ['::', '0:0:0:0:0:0:0:0'],
  ['FE80::1', 'fe80:0:0:0:0:0:0:1'],
  ['2001:db8:0:0:0:0:0:1', '2001:db8:0:0:0:0:0:1'],
  ['::ffff:1.2.3.4', '1.2.3.4'],
  ['::FFFF:102:304', '1.2.3.4'],
  ['', undefined],
  ['1.2.3.256', undefined],
  ['1.2.65536', undefined],
  ['4294967296', undefined],
  ['1.2.3.4.', undefined],
  ['1.2.3.4.5', undefined],
  ['[1.2.3.4]', undefined],
  [' 1.2.3.4', undefined],
  ['0x7f000001', undefined],
  ['-1', undefined],
  [':::', undefined],
  ['1::2::3', undefined],
  ['1:2:3:4:5:6:7', undefined],
  ['1:2:3:4:5:6:7:8:9', undefined],
  ['::1.2.3', undefined],
  ['::1.2.3.4:5', undefined],
  ['::12345', undefined],
  ['fe80::1%lo', undefined],
  ['no.such.host', undefined],
])('%j is %j', (text, expected) => {
  expect(canonicalAddress(text)).toBe(expected);
});
