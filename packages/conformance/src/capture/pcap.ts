import type { Passed } from './recorder.ts';

/** The broker's port in a capture; the clients' follow from their connections. */
export const BROKER_PORT = 9092;

const FIRST_CLIENT_PORT = 20_000;
const CLIENT_PORTS = 40_000;
const HEADERS = 40;
const MAX_PAYLOAD = 65_535 - HEADERS;
const SYN = 0x02;
const SYN_ACK = 0x12;
const PSH_ACK = 0x18;
const ADDRESSES = { client: 0x7f00_0001, broker: 0x7f00_0002 };

/**
 * Packets as if they had been captured, in the format of libpcap: a handshake for each connection, then what passed. A frame
 * begins a packet, so that what a dissector says of a packet is of one frame.
 * @returns the file, and of each frame the number of its last packet, counted from 1.
 */
export function pcapOf(passed: readonly Passed[]): { file: Buffer; lastPackets: number[] } {
  const packets: Buffer[] = [];
  const lastPackets: number[] = [];
  const connections = new Map<number, Connection>();
  for (const { connection: id, from, frame } of passed) {
    const connection = connections.get(id) ?? newConnection(id);
    if (!connections.has(id)) {
      connections.set(id, connection);
      packets.push(packetOf(connection, 'client', SYN), packetOf(connection, 'broker', SYN_ACK));
    }
    for (let at = 0; at < frame.length; at += MAX_PAYLOAD) {
      packets.push(packetOf(connection, from, PSH_ACK, frame.subarray(at, at + MAX_PAYLOAD)));
    }
    lastPackets.push(packets.length);
  }
  const records = packets.flatMap((packet, index) => [recordHeader(packet, index), packet]);
  return { file: Buffer.concat([fileHeader(), ...records]), lastPackets };
}

interface Connection {
  readonly ports: Readonly<Record<Passed['from'], number>>;
  /** Of the next byte that each side sends. */
  readonly sequences: Record<Passed['from'], number>;
}

function newConnection(id: number): Connection {
  return {
    ports: { client: FIRST_CLIENT_PORT + (id % CLIENT_PORTS), broker: BROKER_PORT },
    sequences: { client: 0, broker: 0 },
  };
}

function fileHeader(): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2_c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(262_144, 16);
  header.writeUInt32LE(101, 20); // LINKTYPE_RAW: a packet begins with its IP header.
  return header;
}

/** Time is counted, not measured: the same session gives the same file. */
function recordHeader(packet: Buffer, index: number): Buffer {
  const header = Buffer.alloc(16);
  header.writeUInt32LE(Math.floor(index / 1_000_000), 0);
  header.writeUInt32LE(index % 1_000_000, 4);
  header.writeUInt32LE(packet.length, 8);
  header.writeUInt32LE(packet.length, 12);
  return header;
}

/** IPv4 and TCP around a payload. Checksums stay 0: dissectors do not look at them unless they are told to. */
function packetOf({ ports, sequences }: Connection, from: Passed['from'], flags: number, payload?: Buffer): Buffer {
  const to = from === 'client' ? 'broker' : 'client';
  const length = payload?.length ?? 0;
  const headers = Buffer.alloc(HEADERS);
  headers.writeUInt8(0x45, 0);
  headers.writeUInt16BE(HEADERS + length, 2);
  headers.writeUInt8(64, 8);
  headers.writeUInt8(6, 9);
  headers.writeUInt32BE(ADDRESSES[from], 12);
  headers.writeUInt32BE(ADDRESSES[to], 16);
  headers.writeUInt16BE(ports[from], 20);
  headers.writeUInt16BE(ports[to], 22);
  headers.writeUInt32BE(sequences[from], 24);
  headers.writeUInt32BE(sequences[to], 28);
  headers.writeUInt8(5 << 4, 32);
  headers.writeUInt8(flags, 33);
  headers.writeUInt16BE(65_535, 34);
  // A SYN counts as a byte.
  sequences[from] = (sequences[from] + (payload === undefined ? 1 : length)) >>> 0;
  return payload === undefined ? headers : Buffer.concat([headers, payload]);
}
