import type { Play, Script } from '../play.ts';
import { frameOf, type RawClient } from '../raw-client.ts';
import { SERVED } from './served.ts';
import { metadataBody, UNKNOWN_ID, versions } from './shapes.ts';
import { typicalBodies } from './typical.ts';

const USERS = { alice: 'secret', bob: 'hidden' };
const SOFTWARE = { clientSoftwareName: 'raw', clientSoftwareVersion: '1.0' };

/** `[authorization id] NUL user NUL password`. */
function token(...parts: string[]): Buffer {
  return Buffer.from(parts.join('\0'));
}

const ALICE = token('', 'alice', 'secret');
const TOKENS: Readonly<Record<string, Buffer>> = {
  'alice logs in': ALICE,
  'bob logs in, for himself': token('bob', 'bob', 'hidden'),
  'for somebody else': token('bob', 'alice', 'secret'),
  'a wrong password': token('', 'alice', 'wrong'),
  'an unknown user': token('', 'carol', 'secret'),
  'no user': token('', '', 'secret'),
  'no password': token('', 'alice', ''),
  'two parts': token('alice', 'secret'),
  'four parts': token('', 'alice', 'secret', ''),
  'an empty token': Buffer.alloc(0),
  'no text': Buffer.from([0xff, 0xfe, 0, 0xff, 0]),
};

/** Whether the connection still lives, and is logged in. */
async function afterwards(play: Play, client: RawClient): Promise<void> {
  await play.ask('afterwards', client, 'Metadata', 9, metadataBody([]));
  client.close();
}

async function handshaken(play: Play, version = 1): Promise<RawClient> {
  const client = await play.connect();
  await client.ask('SaslHandshake', version, { mechanism: 'PLAIN' });
  return client;
}

/** The answer to bytes without a Kafka header, in hex. */
async function noteRaw(play: Play, label: string, client: RawClient, bytes: Buffer): Promise<void> {
  client.sendFrame(bytes);
  const answer = await client.nextFrame(3000);
  play.noteText(label, typeof answer === 'string' ? answer : answer.toString('hex'));
}

/** SASL PLAIN on a listener that asks for it. */
export const SASL_SCRIPTS: readonly Script[] = [
  {
    name: 'sasl-plain',
    users: USERS,
    config: { 'connection.failed.authentication.delay.ms': '0' },
    async run(play) {
      for (const version of versions(0, 1)) {
        for (const mechanism of ['PLAIN', 'plain', 'SCRAM-SHA-256', 'GSSAPI', 'OAUTHBEARER', '']) {
          const client = await play.connect();
          await play.ask(`mechanism "${mechanism}"`, client, 'SaslHandshake', version, { mechanism });
          client.close();
        }
        const twice = await handshaken(play, 1);
        await play.ask('a second handshake', twice, 'SaslHandshake', version, { mechanism: 'PLAIN' });
        await afterwards(play, twice);
        const late = await handshaken(play);
        await late.ask('SaslAuthenticate', 2, { authBytes: ALICE });
        await play.ask('a handshake after logging in', late, 'SaslHandshake', version, { mechanism: 'PLAIN' });
        await afterwards(play, late);
      }
      for (const version of versions(0, 2)) {
        for (const [label, authBytes] of Object.entries(TOKENS)) {
          const client = await handshaken(play);
          await play.ask(label, client, 'SaslAuthenticate', version, { authBytes });
          await afterwards(play, client);
        }
        await play.askAlone('without a handshake', 'SaslAuthenticate', version, { authBytes: ALICE });
        const again = await handshaken(play);
        await again.ask('SaslAuthenticate', version, { authBytes: ALICE });
        await play.ask('logging in again', again, 'SaslAuthenticate', version, { authBytes: ALICE });
        await afterwards(play, again);
      }
    },
  },
  {
    name: 'sasl-raw-tokens',
    users: USERS,
    config: { 'connection.failed.authentication.delay.ms': '0' },
    async run(play) {
      for (const [label, bytes] of Object.entries(TOKENS)) {
        const client = await handshaken(play, 0);
        await noteRaw(play, `after a handshake of v0: ${label}`, client, bytes);
        await afterwards(play, client);
      }
      const client = await handshaken(play, 0);
      const request = frameOf('SaslAuthenticate', 1, Buffer.concat([Buffer.from([0, 0, 0, ALICE.length]), ALICE]));
      await noteRaw(play, 'after a handshake of v0: a SaslAuthenticate', client, request);
    },
  },
  {
    name: 'sasl-order',
    users: USERS,
    config: { 'connection.failed.authentication.delay.ms': '0' },
    async run(play) {
      const topic = { name: play.name('orders'), topicId: UNKNOWN_ID };
      const bodies = typicalBodies(topic, play.name('g'));
      for (const [api, first, last] of SERVED) {
        const body = bodies[api];
        if (body === undefined) continue;
        await play.askAlone('before a handshake', api, last, body);
        for (const version of new Set([first, last])) {
          const client = await handshaken(play);
          await play.ask('after a handshake', client, api, version, body);
          await afterwards(play, client);
        }
      }
    },
  },
  {
    name: 'sasl-api-versions',
    users: USERS,
    config: { 'connection.failed.authentication.delay.ms': '0' },
    async run(play) {
      const see = (answer: { errorCode: number }): unknown => answer.errorCode;
      for (const version of versions(0, 5)) {
        const client = await play.connect();
        await play.ask('first', client, 'ApiVersions', version, SOFTWARE, { see });
        await play.ask('and again', client, 'ApiVersions', version, SOFTWARE, { see });
        const between = await handshaken(play);
        await play.ask('after a handshake', between, 'ApiVersions', version, SOFTWARE);
        await afterwards(play, between);
      }
      const odd = await play.connect();
      await noteRaw(play, 'v99', odd, Buffer.from([0, 18, 0, 99, 0, 0, 0, 1, 0xff, 0xff, 0]));
      await play.ask('and then v3', odd, 'ApiVersions', 3, SOFTWARE, { see });
      const named = await play.connect();
      await play.ask('a bad name', named, 'ApiVersions', 3, { ...SOFTWARE, clientSoftwareName: '-' });
      await play.ask('and then a good one', named, 'ApiVersions', 3, SOFTWARE, { see });
      await play.ask('and a handshake', named, 'SaslHandshake', 1, { mechanism: 'PLAIN' });
      await play.ask('and a log-in', named, 'SaslAuthenticate', 2, { authBytes: ALICE });
      await play.ask('and once more', named, 'ApiVersions', 3, SOFTWARE, { see });
    },
  },
];
