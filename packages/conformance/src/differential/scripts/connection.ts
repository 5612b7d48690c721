import type { Script } from '../play.ts';
import { versions } from './shapes.ts';

/** A request header by hand: key, version, correlation id 99, no client id; then the body. */
function header(apiKey: number, apiVersion: number, ...body: number[]): Buffer {
  const bytes = Buffer.alloc(10 + body.length);
  bytes.writeInt16BE(apiKey, 0);
  bytes.writeInt16BE(apiVersion, 2);
  bytes.writeInt32BE(99, 4);
  bytes.writeInt16BE(-1, 8);
  Buffer.from(body).copy(bytes, 10);
  return bytes;
}

/** Framing and ApiVersions. */
export const CONNECTION_SCRIPTS: readonly Script[] = [
  {
    name: 'framing',
    async run(play) {
      const frames: Record<string, Buffer> = {
        'an unknown key': header(9999, 0),
        'a controller key': header(52, 0),
        'a removed key': header(4, 0),
        'Metadata v99': header(3, 99),
        'Fetch v3': header(1, 3),
        'Produce v2': header(0, 2),
        'CreateTopics v1': header(19, 1),
        'ApiVersions v99, its header cut short': header(18, 99),
        'three bytes': Buffer.from([0, 3, 0]),
        'no bytes': Buffer.alloc(0),
        'a truncated body': header(3, 12, 5),
        'a count beyond the frame': header(3, 1, 0x7f, 0xff, 0xff, 0xff),
      };
      for (const [label, frame] of Object.entries(frames)) {
        const client = await play.connect();
        client.sendFrame(frame);
        const answer = await client.nextFrame(3000);
        play.noteText(label, typeof answer === 'string' ? answer : answer.toString('hex'));
      }
      const lengths: Record<string, Buffer> = {
        'length -1': Buffer.from([0xff, 0xff, 0xff, 0xff]),
        'length beyond the limit': Buffer.from([0x06, 0x40, 0x00, 0x01]),
        'an HTTP request': Buffer.from('GET / HTTP/1.1\r\n\r\n'),
      };
      for (const [label, bytes] of Object.entries(lengths)) {
        const client = await play.connect();
        client.sendBytes(bytes);
        const answer = await client.nextFrame(3000);
        play.noteText(label, typeof answer === 'string' ? answer : answer.toString('hex'));
      }
      const client = await play.connect();
      client.sendFrame(header(3, 0, 0, 0, 0, 1, 0, 1, 0x2f, 1, 2, 3));
      const answer = await client.nextFrame(3000);
      play.noteText('junk behind a body', typeof answer === 'string' ? answer : 'answered');
    },
  },
  {
    name: 'api-versions',
    async run(play) {
      const client = await play.connect();
      const software = { clientSoftwareName: 'raw', clientSoftwareVersion: '1.0', clusterId: null, nodeId: -1 };
      for (const version of versions(0, 5)) {
        await play.askAlone('bad name', 'ApiVersions', version, { ...software, clientSoftwareName: '-x' });
        await play.askAlone('no name', 'ApiVersions', version, { ...software, clientSoftwareName: '' });
        const answer = await client.ask('ApiVersions', version, software);
        play.noteText(
          `throttle and error (ApiVersions v${version})`,
          answer.kind === 'answered' ? [answer.response.errorCode, answer.response.throttleTimeMs] : answer.kind,
        );
      }
      await play.askAlone('another cluster', 'ApiVersions', 5, { ...software, clusterId: 'other', nodeId: 1 });
      await play.askAlone('half of both', 'ApiVersions', 5, { ...software, clusterId: 'other' });
      client.sendFrame(header(18, 99, 0));
      const answer = await client.nextFrame(3000);
      play.noteText('v99', typeof answer === 'string' ? answer : answer.toString('hex'));
      for (const version of [0, 1])
        await play.ask('SASL on a plain listener', client, 'SaslHandshake', version, { mechanism: 'PLAIN' });
      for (const version of [0, 1, 2])
        await play.ask('SASL on a plain listener', client, 'SaslAuthenticate', version, {
          authBytes: Buffer.from('\0a\0b'),
        });
    },
  },
];
