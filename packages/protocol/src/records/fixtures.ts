import fixtures from './fixtures.json' with { type: 'json' };
import type { Record } from './record.ts';

/** Name of a batch in fixtures.json. */
export type FixtureName = Exclude<keyof typeof fixtures, 'madeBy'>;

/** A fresh copy of the bytes of a batch that Kafka's Java client wrote. */
export function javaBatch(name: FixtureName): Buffer {
  return Buffer.from(fixtures[name], 'base64');
}

const bytes = (text: string | null): Buffer | null => (text === null ? null : Buffer.from(text));

const HEADERS = [
  { key: 'trace', value: bytes('abc') },
  { key: 'trace', value: null },
  { key: 'größe', value: bytes('') },
];

/** The ten records of every batch named `…Small` and of those without a size in their name, markers apart. */
export function smallRecords(baseOffset: number): readonly Record[] {
  const records: [timestamp: number, key: string | null, value: string | null][] = [
    [1_700_000_000_000, 'key-0', 'value-0'],
    [1_700_000_000_005, null, 'value-1'],
    [1_699_999_999_990, 'key-2', null],
    [1_700_000_000_010, '', ''],
  ];
  for (let index = 4; index < 10; index++) {
    records.push([1_700_000_000_010 + index, `key-${index}`, `value-${index}${' '.repeat(40)}`]);
  }
  return records.map(([timestamp, key, value], index) => ({
    offset: baseOffset + index,
    timestamp,
    key: bytes(key),
    value: bytes(value),
    headers: index === 0 ? HEADERS : [],
    attributes: 0,
  }));
}

/** The value of the only record, key `large`, of every batch named `…Large`. */
export const LARGE_VALUE = Array.from({ length: 20_000 }, (_, index) => `line ${index % 7}\n`)
  .join('')
  .slice(0, 100_000);
