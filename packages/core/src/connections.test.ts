import { ApiKey, ErrorCode } from '@testka/protocol';
import { describe, expect, test } from 'vitest';
import { batchOf, type Client, fetchOf, Harness, produceTo } from '../test/harness.ts';

const apiVersions = { clientSoftwareName: 'tests', clientSoftwareVersion: '1.0' };

/** A request header by hand: key, version, correlation id, no client id. */
function header(apiKey: number, apiVersion: number, ...rest: number[]): Buffer {
  const bytes = Buffer.alloc(10 + rest.length);
  bytes.writeInt16BE(apiKey, 0);
  bytes.writeInt16BE(apiVersion, 2);
  bytes.writeInt32BE(99, 4);
  bytes.writeInt16BE(-1, 8);
  rest.forEach((value, index) => bytes.writeUInt8(value, 10 + index));
  return bytes;
}

describe('ApiVersions', () => {
  test('a version that is not offered is answered in v0 with error 35, and the connection stays usable (KIP-511)', () => {
    const client = new Harness().connect();
    client.sendRaw(header(ApiKey.ApiVersions, 99, 0));
    // Correlation id, error 35, one entry: key 18, versions 0 to 5.
    expect(client.frames[0]?.toString('hex')).toBe('00000063002300000001001200000005');
    expect(client.ask('ApiVersions', 3, apiVersions).errorCode).toBe(0);
  });

  test('offers what is implemented, Produce from 0', () => {
    const { apiKeys } = new Harness().connect().ask('ApiVersions', 4, apiVersions);
    expect(
      Object.fromEntries(apiKeys.map(({ apiKey, minVersion, maxVersion }) => [apiKey, `${minVersion}-${maxVersion}`])),
    ).toMatchInlineSnapshot(`
      {
        "0": "0-13",
        "1": "4-18",
        "10": "0-6",
        "11": "0-9",
        "12": "0-4",
        "13": "0-5",
        "14": "0-5",
        "15": "0-6",
        "16": "0-5",
        "17": "0-1",
        "18": "0-5",
        "19": "2-7",
        "2": "1-11",
        "20": "1-6",
        "21": "0-2",
        "22": "0-5",
        "23": "2-4",
        "3": "0-13",
        "32": "1-4",
        "33": "0-2",
        "34": "1-2",
        "35": "1-5",
        "36": "0-2",
        "37": "0-3",
        "42": "0-3",
        "43": "0-2",
        "44": "0-1",
        "45": "0-1",
        "46": "0-0",
        "47": "0-0",
        "48": "0-1",
        "49": "0-1",
        "55": "0-2",
        "57": "0-2",
        "60": "0-2",
        "61": "0-0",
        "64": "0-0",
        "74": "0-1",
        "75": "0-0",
        "8": "2-10",
        "80": "0-1",
        "81": "0-0",
        "9": "1-10",
        "94": "0-0",
      }
    `);
  });

  test.each(['', '-x', 'a b', 'x-'])('software name "%s" is an invalid request', (clientSoftwareName) => {
    const response = new Harness().connect().ask('ApiVersions', 3, { clientSoftwareName, clientSoftwareVersion: '1' });
    expect(response).toMatchObject({ errorCode: ErrorCode.INVALID_REQUEST, apiKeys: [] });
  });

  test.each([
    { name: 'another cluster', clusterId: 'other', nodeId: 1, errorCode: ErrorCode.REBOOTSTRAP_REQUIRED },
    { name: 'another node', clusterId: undefined, nodeId: 7, errorCode: ErrorCode.REBOOTSTRAP_REQUIRED },
    { name: 'a node without a cluster', clusterId: null, nodeId: 1, errorCode: ErrorCode.INVALID_REQUEST },
    { name: 'this one', clusterId: undefined, nodeId: 1, errorCode: 0 },
  ])('v5, meant for $name', ({ clusterId, nodeId, errorCode }) => {
    const harness = new Harness();
    const meant = clusterId === undefined ? harness.cluster.view.metadata.clusterId : clusterId;
    expect(harness.connect().ask('ApiVersions', 5, { ...apiVersions, clusterId: meant, nodeId }).errorCode).toBe(
      errorCode,
    );
  });
});

describe('what closes a connection, and no other', () => {
  test.each([
    { name: 'an unknown API key', bytes: header(9999, 0) },
    { name: 'an API that is not on this listener', bytes: header(52, 0) },
    { name: 'a removed API', bytes: header(4, 0) },
    { name: 'Fetch v3', bytes: header(ApiKey.Fetch, 3) },
    { name: 'Produce v2', bytes: header(ApiKey.Produce, 2) },
    { name: 'Metadata v99', bytes: header(ApiKey.Metadata, 99) },
    { name: 'ApiVersions v99 with a header cut short', bytes: header(ApiKey.ApiVersions, 99) },
    { name: 'a frame of three bytes', bytes: Buffer.from([0, 3, 0]) },
    { name: 'no bytes at all', bytes: Buffer.alloc(0) },
    { name: 'a truncated body', bytes: header(ApiKey.Metadata, 12, 5) },
    { name: 'a count beyond the frame', bytes: header(ApiKey.Metadata, 1, 0x7f, 0xff, 0xff, 0xff) },
  ])('$name', ({ bytes }) => {
    const harness = new Harness();
    harness.createTopic('orders');
    const other = harness.connect('other');
    const waiting = other.send('Fetch', 11, fetchOf('orders', 0, { maxWaitMs: 1000 }));
    const client = harness.connect('bad');
    client.sendRaw(bytes);
    expect(client.closed).toBeDefined();
    expect(client.frames).toEqual([]);
    expect(other.closed).toBeUndefined();
    produceTo(harness.connect(), 'orders', batchOf(['still here']));
    expect(waiting.response?.responses[0]?.partitions[0]).toMatchObject({ highWatermark: 1 });
  });

  test.each([
    ...(['4.0', '4.1', '4.2', '4.3', '4.4'] as const).flatMap((release) => [
      { release, name: 'Produce v0', bytes: header(ApiKey.Produce, 0) },
      { release, name: 'Produce v2', bytes: header(ApiKey.Produce, 2) },
      { release, name: 'Fetch v3', bytes: header(ApiKey.Fetch, 3) },
      { release, name: 'ListOffsets v0', bytes: header(ApiKey.ListOffsets, 0) },
      { release, name: 'OffsetCommit v1', bytes: header(ApiKey.OffsetCommit, 1) },
    ]),
    { release: '3.9', name: 'Produce v12', bytes: header(ApiKey.Produce, 12, 0) },
    { release: '4.0', name: 'Produce v13', bytes: header(ApiKey.Produce, 13, 0) },
    { release: '4.0', name: 'Fetch v18', bytes: header(ApiKey.Fetch, 18, 0) },
    { release: '4.1', name: 'OffsetCommit v10', bytes: header(ApiKey.OffsetCommit, 10, 0) },
  ] as const)('$name in release $release', ({ release, bytes }) => {
    const client = new Harness({ release }).connect();
    client.sendRaw(bytes);
    expect(client.closed).toMatch(/ v\d+ is not offered$/);
    expect(client.frames).toEqual([]);
  });

  test('bytes behind a valid body are ignored', () => {
    const client = new Harness().connect();
    client.sendRaw(header(ApiKey.Metadata, 0, 0, 0, 0, 0, 1, 2, 3));
    expect(client.closed).toBeUndefined();
    expect(client.frames).toHaveLength(1);
  });
});

describe('one request at a time', () => {
  test('a member that leaves behind its own join leaves once all have their answer', () => {
    const harness = new Harness({ configs: { 'group.initial.rebalance.delay.ms': '100' } });
    const join = (memberId: string) => ({
      groupId: 'g',
      sessionTimeoutMs: 10_000,
      rebalanceTimeoutMs: 10_000,
      memberId,
      protocolType: 'consumer',
      protocols: [{ name: 'range', metadata: Buffer.alloc(0) }],
    });
    const clients = ['a', 'b', 'c'].map((name) => harness.connect(name));
    const ids = clients.map((client) => client.ask('JoinGroup', 4, join('')).memberId);
    const joins = clients.map((client, index) => {
      const sent = client.send('JoinGroup', 4, join(ids[index] ?? ''));
      const members = [{ memberId: ids[index] ?? '', groupInstanceId: null }];
      return { sent, leave: client.send('LeaveGroup', 3, { groupId: 'g', memberId: '', members }) };
    });
    harness.advance(1000);
    expect(joins.map(({ sent }) => sent.response?.generationId)).toEqual([1, 1, 1]);
    expect(joins.map(({ leave }) => leave.response?.members[0]?.errorCode)).toEqual([0, 0, 0]);
    expect(harness.cluster.view.groups.group('g')?.state).toBe('Empty');
  });

  test('what is pipelined behind a parked fetch is answered after it, in order', () => {
    const harness = new Harness();
    harness.createTopic('orders');
    const client = harness.connect();
    const fetch = client.send('Fetch', 11, fetchOf('orders', 0, { maxWaitMs: 1000 }));
    const versions = client.send('ApiVersions', 3, apiVersions);
    expect([fetch.response, versions.response]).toEqual([undefined, undefined]);
    harness.advance(1000);
    expect(client.frames.map((frame) => frame.readInt32BE(0))).toEqual([fetch.correlationId, versions.correlationId]);
  });

  test('the outside is told to stop reading when frames pile up, and to go on', () => {
    const harness = new Harness();
    harness.createTopic('orders');
    const client = harness.connect();
    const effects: string[] = [];
    const take = client.take.bind(client);
    client.take = (effect) => {
      effects.push(effect.kind);
      take(effect);
    };
    client.send('Fetch', 11, fetchOf('orders', 0, { maxWaitMs: 1000 }));
    for (let count = 0; count < 64; count++) client.send('ApiVersions', 3, apiVersions);
    expect(effects).toEqual(['pause']);
    harness.advance(1000);
    expect(effects).toEqual(['pause', ...Array.from({ length: 65 }, () => 'respond'), 'resume']);
  });
});

describe('SASL PLAIN', () => {
  const users = new Map([['alice', 'secret']]);
  const token = (...parts: string[]) => Buffer.from(parts.join('\0'));

  function handshaken(options: { users?: 'any' | Map<string, string>; version?: number } = {}): {
    harness: Harness;
    client: Client;
  } {
    const harness = new Harness({
      users: options.users ?? users,
      configs: { 'connection.failed.authentication.delay.ms': '100' },
    });
    const client = harness.connect();
    client.ask('SaslHandshake', options.version ?? 1, { mechanism: 'PLAIN' });
    return { harness, client };
  }

  test('the right password opens the connection', () => {
    const { client } = handshaken();
    expect(client.ask('SaslAuthenticate', 2, { authBytes: token('', 'alice', 'secret') })).toMatchObject({
      errorCode: 0,
      sessionLifetimeMs: 0,
    });
    expect(client.ask('ApiVersions', 3, apiVersions).errorCode).toBe(0);
  });

  test.each([
    { name: 'a wrong password', authBytes: token('', 'alice', 'wrong'), text: 'Invalid username or password' },
    { name: 'an unknown user', authBytes: token('', 'eve', 'secret'), text: 'Invalid username or password' },
    { name: 'another authorization id', authBytes: token('bob', 'alice', 'secret'), text: 'authorization id' },
    { name: 'two tokens', authBytes: token('alice', 'secret'), text: 'expected 3 tokens, got 2' },
  ])('$name is answered late, then the connection closes', ({ authBytes, text }) => {
    const { harness, client } = handshaken();
    const sent = client.send('SaslAuthenticate', 2, { authBytes });
    expect(sent.response).toBeUndefined();
    harness.advance(100);
    expect(sent.response).toMatchObject({ errorCode: ErrorCode.SASL_AUTHENTICATION_FAILED });
    expect(sent.response?.errorMessage).toContain(text);
    expect(client.closed).toBeDefined();
  });

  test('any credentials do, when the option says so', () => {
    const { client } = handshaken({ users: 'any' });
    expect(client.ask('SaslAuthenticate', 1, { authBytes: token('', 'who', 'ever') }).errorCode).toBe(0);
  });

  test('after a handshake of v0 tokens come without headers', () => {
    const { client } = handshaken({ version: 0 });
    client.sendRaw(token('', 'alice', 'secret'));
    expect(client.frames.at(-1)).toEqual(Buffer.alloc(0));
    expect(client.ask('ApiVersions', 3, apiVersions).errorCode).toBe(0);
  });

  test('an unknown mechanism is answered with those there are, then the connection closes', () => {
    const harness = new Harness({ users });
    const client = harness.connect();
    const sent = client.send('SaslHandshake', 1, { mechanism: 'plain' });
    harness.advance(1000);
    expect(sent.response).toEqual({ errorCode: ErrorCode.UNSUPPORTED_SASL_MECHANISM, mechanisms: ['PLAIN'] });
    expect(client.closed).toBeDefined();
  });

  test('before authentication ApiVersions is served once; anything else closes', () => {
    const harness = new Harness({ users });
    const first = harness.connect();
    expect(first.ask('ApiVersions', 3, apiVersions).errorCode).toBe(0);
    first.send('ApiVersions', 3, apiVersions);
    expect(first.closed).toBeDefined();
    const second = harness.connect();
    second.sendRaw(header(ApiKey.Metadata, 0, 0, 0, 0, 0));
    expect(second.closed).toBeDefined();
  });

  test('without SASL a handshake is out of place, and the connection lives', () => {
    const client = new Harness().connect();
    expect(client.ask('SaslHandshake', 1, { mechanism: 'PLAIN' })).toMatchObject({
      errorCode: ErrorCode.ILLEGAL_SASL_STATE,
    });
    expect(client.ask('ApiVersions', 3, apiVersions).errorCode).toBe(0);
  });
});
