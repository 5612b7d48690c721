import { expect, test } from 'vitest';
import { codecOf } from './compile.ts';
import { encodeRequestHeader } from './header.ts';
import { FindCoordinatorRequest } from './messages/index.ts';
import { Reader } from './reader.ts';
import { MAX_STRING_LENGTH, StringTooLongError, Writer } from './writer.ts';

const TOO_LONG = new StringTooLongError(32_768);

test.each([1, 3])('a string as long as any is written and read again, a longer one refused: v%i', (version) => {
  const codec = codecOf(FindCoordinatorRequest, version);
  const key = 'x'.repeat(MAX_STRING_LENGTH);
  const writer = new Writer();
  codec.encode(writer, { key, coordinatorKeys: [] });
  expect(codec.decode(new Reader(Buffer.concat(writer.finish()))).key).toBe(key);
  expect(() => codec.encode(new Writer(), { key: `${key}x`, coordinatorKeys: [] })).toThrow(TOO_LONG);
  // Fewer characters than bytes.
  expect(() => codec.encode(new Writer(), { key: 'ü'.repeat(16_384), coordinatorKeys: [] })).toThrow(TOO_LONG);
});

test('a header carries no longer client id either', () => {
  const header = { apiKey: 3, apiVersion: 1, correlationId: 1, clientId: 'x'.repeat(32_768) };
  expect(() => encodeRequestHeader(new Writer(), header, false)).toThrow(TOO_LONG);
});
