import { expect, test } from 'vitest';
import { codecOf } from './compile.ts';
import { RequestHeaderData } from './embedded/headers.ts';
import { decodeRequestHeader, encodeRequestHeader, skipHeaderTags } from './header.ts';
import { Reader } from './reader.ts';
import { Writer } from './writer.ts';

test.each([
  { version: 1, clientId: 'a client' },
  { version: 1, clientId: null },
  { version: 2, clientId: 'ünïcode' },
  { version: 2, clientId: null },
])('header v$version of $clientId is what Kafka declares', ({ version, clientId }) => {
  const header = { apiKey: 3, apiVersion: 12, correlationId: -7, clientId };
  const ours = new Writer();
  encodeRequestHeader(ours, header, version === 2);
  const declared = new Writer();
  codecOf(RequestHeaderData, version).encode(declared, {
    requestApiKey: 3,
    requestApiVersion: 12,
    correlationId: -7,
    clientId,
  });
  const bytes = Buffer.concat(ours.finish());
  expect(bytes).toEqual(Buffer.concat(declared.finish()));

  const reader = new Reader(bytes);
  expect(decodeRequestHeader(reader)).toEqual(header);
  if (version === 2) skipHeaderTags(reader);
  expect(reader.remaining).toBe(0);
});
