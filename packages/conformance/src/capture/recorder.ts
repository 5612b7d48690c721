import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { type Offered, withOfferOf } from './offer.ts';

const HOST = '127.0.0.1';
const LENGTH_PREFIX = 4;

/** A frame of Kafka's with its length, one direction of one connection, in the order in which they passed. */
export interface Passed {
  /** Counted from 0 in the order in which clients connected. */
  readonly connection: number;
  readonly from: 'client' | 'broker';
  readonly frame: Buffer;
}

/** A port that leads clients to a broker, and writes down what passes. */
export interface Recorder {
  /** Every frame so far. */
  readonly passed: readonly Passed[];
  stop(): Promise<void>;
}

/**
 * Opens `port` in front of the broker at `brokerPort`, both on the loopback interface. Needs no privileges, unlike a capture of
 * packets. Clients are told of no more than `offered`, so that they speak versions that whoever reads the capture knows.
 */
export async function startRecorder(port: number, brokerPort: number, offered: Offered): Promise<Recorder> {
  const passed: Passed[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  // Either side may end its direction while the other still speaks.
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const connection = connections++;
    const offer = withOfferOf(offered);
    const broker = connect({ host: HOST, port: brokerPort, allowHalfOpen: true, noDelay: true });
    for (const [from, source, sink] of [
      ['client', client, broker],
      ['broker', broker, client],
    ] as const) {
      sockets.add(source);
      const pass = (frame: Buffer): void => {
        const changed = from === 'client' ? offer.request(frame) : offer.response(frame);
        passed.push({ connection, from, frame: changed });
        sink.write(changed);
      };
      join(source, sink, pass);
      source.on('close', () => sockets.delete(source));
    }
  });
  server.listen(port, HOST);
  await once(server, 'listening');
  return {
    passed,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await once(server.close(), 'close');
    },
  };
}

/** Hands on whole frames, and the end. What is no whole frame when a connection ends goes on as it is. */
function join(source: Socket, sink: Socket, pass: (frame: Buffer) => void): void {
  let pending = Buffer.alloc(0);
  source.on('data', (bytes: Buffer) => {
    pending = Buffer.concat([pending, bytes]);
    for (let size = sizeOf(pending); pending.length >= size; size = sizeOf(pending)) {
      pass(pending.subarray(0, size));
      pending = pending.subarray(size);
    }
  });
  source.on('end', () => sink.end(pending));
  source.on('error', () => sink.destroy());
  source.on('close', (hadError) => {
    if (hadError) sink.destroy();
  });
}

/** Of the first frame with its length; Infinity when not even that is there. */
function sizeOf(bytes: Buffer): number {
  return bytes.length < LENGTH_PREFIX ? Infinity : LENGTH_PREFIX + bytes.readUInt32BE();
}

/** Ports that nobody has; held open together so that they differ, then released. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, HOST));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
