import { ApiVersionsResponse, codecOf, Reader, Writer } from '@testka/protocol';
import { expect, test } from 'vitest';
import { withOfferOf } from './offer.ts';
import { pcapOf } from './pcap.ts';
import type { Passed } from './recorder.ts';

const FILE_HEADER = 24;
const RECORD_HEADER = 16;

function packetsOf(file: Buffer): Buffer[] {
  const packets: Buffer[] = [];
  for (let at = FILE_HEADER; at < file.length;) {
    const end = at + RECORD_HEADER + file.readUInt32LE(at + 8);
    packets.push(file.subarray(at + RECORD_HEADER, end));
    at = end;
  }
  return packets;
}

test('a session becomes packets: a handshake, then what each side sent, its bytes counted on', () => {
  const session: Passed[] = [
    { connection: 7, from: 'client', frame: Buffer.alloc(70_000, 1) },
    { connection: 7, from: 'broker', frame: Buffer.from('answer') },
    { connection: 7, from: 'client', frame: Buffer.from('more') },
  ];
  const { file, lastPackets } = pcapOf(session);
  const seen = packetsOf(file).map((packet) => ({
    ports: [packet.readUInt16BE(20), packet.readUInt16BE(22)],
    sequence: packet.readUInt32BE(24),
    acknowledged: packet.readUInt32BE(28),
    flags: packet.readUInt8(33),
    payload: packet.length - 40,
  }));
  const [out, back] = [
    [20_007, 9092],
    [9092, 20_007],
  ];
  expect(seen).toEqual([
    { ports: out, sequence: 0, acknowledged: 0, flags: 0x02, payload: 0 },
    { ports: back, sequence: 0, acknowledged: 1, flags: 0x12, payload: 0 },
    { ports: out, sequence: 1, acknowledged: 1, flags: 0x18, payload: 65_495 },
    { ports: out, sequence: 65_496, acknowledged: 1, flags: 0x18, payload: 4505 },
    { ports: back, sequence: 1, acknowledged: 70_001, flags: 0x18, payload: 6 },
    { ports: out, sequence: 70_001, acknowledged: 7, flags: 0x18, payload: 4 },
  ]);
  expect(lastPackets).toEqual([4, 5, 6]);
});

test('clients are told of no more than is offered, and of other answers every byte', () => {
  const offer = withOfferOf(new Map([[0, 8]]));
  const asked = Buffer.from('0000000a001200000000000500ff', 'hex');
  const other = Buffer.from('0000000a000300000000000600ff', 'hex');
  expect([offer.request(asked), offer.request(other)]).toEqual([asked, other]);

  const writer = new Writer();
  writer.int32(0);
  writer.int32(5);
  codecOf(ApiVersionsResponse, 0).encode(writer, {
    errorCode: 0,
    apiKeys: [
      { apiKey: 0, minVersion: 3, maxVersion: 13 },
      { apiKey: 60, minVersion: 0, maxVersion: 2 },
    ],
  });
  const answer = Buffer.concat(writer.finish());
  answer.writeUInt32BE(answer.length - 4, 0);
  const told = offer.response(answer);
  expect(told.readUInt32BE(0)).toBe(told.length - 4);
  expect(codecOf(ApiVersionsResponse, 0).decode(new Reader(told, 8)).apiKeys).toEqual([
    { apiKey: 0, minVersion: 3, maxVersion: 8 },
  ]);
  const answerToOther = Buffer.from('0000000600000006abcd', 'hex');
  expect(offer.response(answerToOther)).toEqual(answerToOther);
});
