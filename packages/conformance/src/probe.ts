import { connect, type Socket } from 'node:net';

const API_VERSIONS = 18;
const METADATA = 3;
const CORRELATION_ID = 7;

/**
 * One request, one answer, one connection, written by hand: readiness must not depend on the codec under test.
 * @returns the response body after its correlation id.
 * @throws when nothing listens, the connection closes or nothing is answered within `timeoutMs`.
 */
async function exchange(
  address: { host: string; port: number },
  request: { apiKey: number; apiVersion: number; body: Buffer },
  timeoutMs: number,
): Promise<Buffer> {
  const header = Buffer.alloc(14);
  header.writeInt32BE(10 + request.body.length, 0);
  header.writeInt16BE(request.apiKey, 4);
  header.writeInt16BE(request.apiVersion, 6);
  header.writeInt32BE(CORRELATION_ID, 8);
  header.writeInt16BE(-1, 12); // null client id
  const socket = connect(address);
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      let received: Buffer = Buffer.alloc(0);
      socket.setTimeout(timeoutMs, () => reject(new Error(`no answer within ${timeoutMs} ms`)));
      socket.once('error', reject);
      socket.once('close', () => reject(new Error('connection closed without an answer')));
      socket.once('connect', () => socket.write(Buffer.concat([header, request.body])));
      socket.on('data', (chunk: Buffer) => {
        received = Buffer.concat([received, chunk]);
        if (received.length < 8 || received.length < 4 + received.readInt32BE(0)) return;
        if (received.readInt32BE(4) !== CORRELATION_ID) reject(new Error('answer to another request'));
        else resolve(received.subarray(8));
      });
    });
  } finally {
    release(socket);
  }
}

function release(socket: Socket): void {
  socket.removeAllListeners();
  socket.on('error', () => undefined);
  socket.destroy();
}

/** Asks ApiVersions v0. @throws when the broker does not answer or answers with an error code. */
export async function probeApiVersions(address: { host: string; port: number }, timeoutMs: number): Promise<void> {
  const body = await exchange(address, { apiKey: API_VERSIONS, apiVersion: 0, body: Buffer.alloc(0) }, timeoutMs);
  const errorCode = body.readInt16BE(0);
  if (errorCode !== 0) throw new Error(`ApiVersions answered error ${errorCode}`);
}

/** How many brokers this one knows to be alive, from Metadata v0 (which lists them first). */
export async function probeBrokerCount(address: { host: string; port: number }, timeoutMs: number): Promise<number> {
  // v0 reads an empty array as "all topics"; one that cannot exist keeps the answer small and creates nothing:
  // the name is illegal.
  const name = Buffer.from('?');
  const request = Buffer.alloc(6 + name.length);
  request.writeInt32BE(1, 0);
  request.writeInt16BE(name.length, 4);
  name.copy(request, 6);
  const body = await exchange(address, { apiKey: METADATA, apiVersion: 0, body: request }, timeoutMs);
  return body.readInt32BE(0);
}
