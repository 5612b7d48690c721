import { ErrorCode } from '@testka/protocol';
import { describe, expect, test } from 'vitest';
import { batchOf, type Client, fetchOf, Harness } from '../../test/harness.ts';

type Entity = Readonly<Record<string, string | null>>;

function quota(harness: Harness, entity: Entity, quotas: Readonly<Record<string, number | null>>): void {
  const parts = Object.entries(entity).map(([entityType, entityName]) => ({ entityType, entityName }));
  const ops = Object.entries(quotas).map(([key, value]) => ({ key, value: value ?? 0, remove: value === null }));
  const { entries } = harness
    .connect('admin')
    .ask('AlterClientQuotas', 1, { entries: [{ entity: parts, ops }], validateOnly: false });
  expect(entries.map(({ errorCode }) => errorCode)).toEqual([0]);
}

/** "orders", and a client whose quota of bytes per second is 1000 in either direction. */
function limited(): { harness: Harness; client: Client } {
  const harness = new Harness();
  harness.createTopic('orders');
  quota(harness, { 'client-id': 'app' }, { producer_byte_rate: 1000, consumer_byte_rate: 1000 });
  return { harness, client: harness.connect('app') };
}

function produceBody(valueSize: number, acks = -1) {
  const partitionData = [{ index: 0, records: batchOf(['x'.repeat(valueSize)]) }];
  return { acks, timeoutMs: 1000, topicData: [{ name: 'orders', topicId: 'AAAAAAAAAAAAAAAAAAAAAA', partitionData }] };
}

const VERSIONS = { clientSoftwareName: 'x', clientSoftwareVersion: '1' };

/** Whether a request of this client is answered now. */
function answers(client: Client): boolean {
  return client.send('ApiVersions', 3, VERSIONS).response !== undefined;
}

describe('a producer over its quota', () => {
  test('is answered at once, and then its connection is silent for as long as it was told; no other is', () => {
    const { harness, client } = limited();
    const { throttleTimeMs } = client.ask('Produce', 9, produceBody(11_000));
    expect(throttleTimeMs).toBeGreaterThan(1000);
    const sent = client.send('ApiVersions', 3, VERSIONS);
    const next = client.send('ListGroups', 3, { statesFilter: [], typesFilter: [] });
    expect([answers(harness.connect('app')), answers(harness.connect('other'))]).toEqual([true, true]);
    harness.advance(throttleTimeMs - 1);
    expect([sent.response, next.response]).toEqual([undefined, undefined]);
    harness.advance(1);
    expect([sent.response?.errorCode, next.response?.errorCode]).toEqual([0, 0]);
  });

  test('without an answer (acks=0) is silent all the same', () => {
    const { harness, client } = limited();
    client.send('Produce', 9, produceBody(11_000, 0));
    const sent = client.send('ApiVersions', 3, VERSIONS);
    harness.advance(1000);
    expect(sent.response).toBeUndefined();
    harness.advance(200);
    expect(sent.response?.errorCode).toBe(0);
  });

  test('counts what all its connections send, and what is refused as well', () => {
    const { harness, client } = limited();
    const [topic] = produceBody(6000).topicData;
    const unknown = { ...produceBody(0), topicData: [{ ...topic!, name: 'nope' }] };
    expect(client.ask('Produce', 9, unknown).throttleTimeMs).toBe(0);
    expect(harness.connect('app').ask('Produce', 9, produceBody(6000)).throttleTimeMs).toBeGreaterThan(2000);
    expect(harness.connect('other').ask('Produce', 9, produceBody(20_000)).throttleTimeMs).toBe(0);
  });

  test('that hangs up while it is silent leaves no timer behind', () => {
    const { harness, client } = limited();
    const before = harness.cluster.nextDeadline();
    client.ask('Produce', 9, produceBody(11_000));
    client.disconnect();
    expect(harness.cluster.nextDeadline()).toBe(before);
  });

  test('the test itself is not throttled', () => {
    const { harness } = limited();
    quota(harness, { user: null }, { producer_byte_rate: 1 });
    for (const call of [1, 2]) {
      const effects = harness.apply({ kind: 'request', call, api: 'Produce', version: 9, body: produceBody(20_000) });
      expect(effects).toMatchObject([{ kind: 'answer', response: { responses: [{}] } }]);
    }
  });
});

describe('a consumer over its quota', () => {
  const ONCE = { sessionId: 0, sessionEpoch: -1 };

  function filled(): { harness: Harness; client: Client } {
    const both = limited();
    const producer = both.harness.connect('other');
    for (let count = 0; count < 5; count++) producer.ask('Produce', 9, produceBody(4000));
    return both;
  }

  const sizeOf = (response: {
    responses: readonly { partitions: readonly { records: readonly Buffer[] | null }[] }[];
  }) => response.responses.map(({ partitions }) => Buffer.concat(partitions[0]?.records ?? []).length);

  test('is answered with nothing, which does not count; when the window has passed it gets what it asked for', () => {
    const { harness, client } = filled();
    const body = { ...fetchOf('orders', 0, { partitionMaxBytes: 8000 }), ...ONCE };
    expect(sizeOf(client.ask('Fetch', 11, body))).toEqual([8000]);
    const throttled = client.ask('Fetch', 11, body);
    expect(throttled).toMatchObject({ errorCode: 0, responses: [] });
    expect(harness.connect('app').ask('Fetch', 11, body).throttleTimeMs).toBe(throttled.throttleTimeMs);
    const next = client.send('Fetch', 11, body);
    harness.advance(throttled.throttleTimeMs - 1);
    expect(next.response).toBeUndefined();
    harness.advance(1);
    expect(next.response).toBeDefined();
    harness.advance(11_000);
    expect(sizeOf(harness.connect('app').ask('Fetch', 11, body))).toEqual([8000]);
  });

  test('never gets more at once than its quota lets through in a window', () => {
    const { client } = filled();
    const { throttleTimeMs } = client.ask('Fetch', 11, { ...fetchOf('orders', 0), ...ONCE });
    // 10,000 bytes of records and the rest of the answer, which is what is too much.
    expect(throttleTimeMs).toBe(72);
  });

  test('in a session is told later what it was not told', () => {
    const { harness, client } = filled();
    const first = { ...fetchOf('orders', 0, { partitionMaxBytes: 8000 }), sessionId: 0, sessionEpoch: 0 };
    const { sessionId } = client.ask('Fetch', 11, first);
    const goOn = (sessionEpoch: number) => ({ ...first, topics: [], sessionId, sessionEpoch });
    const throttled = client.ask('Fetch', 11, goOn(1));
    expect(throttled).toMatchObject({ errorCode: 0, sessionId, responses: [] });
    harness.advance(11_000);
    expect(sizeOf(client.ask('Fetch', 11, goOn(2)))).toEqual([8000]);
  });

  test('one that waited for records is throttled when they are there', () => {
    const { harness, client } = filled();
    client.ask('Fetch', 11, { ...fetchOf('orders', 0, { partitionMaxBytes: 8000 }), ...ONCE });
    const waiting = client.send('Fetch', 11, { ...fetchOf('orders', 5, { maxWaitMs: 5000 }), ...ONCE });
    harness.advance(1000);
    harness.connect('other').ask('Produce', 9, produceBody(6000));
    expect(waiting.response).toMatchObject({ responses: [] });
    expect(waiting.response?.throttleTimeMs).toBeGreaterThan(3000);
  });
});

describe('creating and deleting partitions', () => {
  function create(client: Client, version: number, name: string, numPartitions: number, validateOnly = false) {
    const topic = { name, numPartitions, replicationFactor: 1, assignments: [], configs: [] };
    const { throttleTimeMs, topics } = client.ask('CreateTopics', version, {
      topics: [topic],
      timeoutMs: 1000,
      validateOnly,
    });
    return [topics[0]?.errorCode, throttleTimeMs];
  }

  function withMutationRate(): Harness {
    const harness = new Harness();
    quota(harness, { 'client-id': 'app' }, { controller_mutation_rate: 1 });
    return harness;
  }

  test('what exceeds the quota may begin, what comes after is refused with the time to wait', () => {
    const harness = withMutationRate();
    expect(create(harness.connect('app'), 7, 'big', 13)).toEqual([0, 0]);
    harness.advance(500);
    const client = harness.connect('app');
    expect(create(client, 7, 'late', 1)).toEqual([ErrorCode.THROTTLING_QUOTA_EXCEEDED, 1500]);
    expect(harness.cluster.view.metadata.topic('late')).toBeUndefined();
    harness.advance(1500);
    expect(create(client, 7, 'late', 1)).toEqual([0, 0]);
  });

  test('versions that do not know the error are served, and throttled after', () => {
    const harness = withMutationRate();
    expect(create(harness.connect('app'), 5, 'big', 13)).toEqual([0, 2000]);
    expect(create(harness.connect('app'), 5, 'late', 1)).toEqual([0, 3000]);
  });

  test('what is only validated counts', () => {
    const harness = withMutationRate();
    expect(create(harness.connect('app'), 7, 'big', 13, true)).toEqual([0, 0]);
    expect(create(harness.connect('app'), 7, 'big', 13, true)).toEqual([ErrorCode.THROTTLING_QUOTA_EXCEEDED, 2000]);
  });
});

describe('connections from one address', () => {
  test('those over the rate are not read, and closed after a moment; ten seconds of the rate may come at once', () => {
    const harness = new Harness();
    quota(harness, { ip: '127.0.0.1' }, { connection_creation_rate: 1 });
    const clients = Array.from({ length: 11 }, () => harness.connect());
    expect(clients.map(answers)).toEqual([...Array.from({ length: 10 }, () => true), false]);
    harness.advance(999);
    expect(clients.map(({ closed }) => closed)).toEqual(clients.map(() => undefined));
    harness.advance(1);
    expect(clients.filter(({ closed }) => closed !== undefined)).toEqual(clients.slice(10));
    harness.advance(10_000);
    expect(answers(harness.connect())).toBe(true);
  });

  test('one that is turned away and hangs up leaves no timer behind', () => {
    const harness = new Harness();
    quota(harness, { ip: null }, { connection_creation_rate: 1 });
    const clients = Array.from({ length: 11 }, () => harness.connect());
    clients[10]?.disconnect();
    expect(harness.cluster.nextDeadline()).toBeUndefined();
  });
});

describe('whose quota', () => {
  test('a user with all clients, known by authentication', () => {
    const harness = new Harness({ users: 'any' });
    const login = (user: string): Client => {
      const client = harness.connect(`client of ${user}`);
      client.ask('SaslHandshake', 1, { mechanism: 'PLAIN' });
      client.ask('SaslAuthenticate', 2, { authBytes: Buffer.from(`\0${user}\0secret`) });
      return client;
    };
    const entity = [{ entityType: 'user', entityName: 'alice' }];
    const ops = [{ key: 'producer_byte_rate', value: 1000, remove: false }];
    login('admin').ask('AlterClientQuotas', 1, { entries: [{ entity, ops }], validateOnly: false });
    const throttled = (user: string) => login(user).ask('Produce', 9, produceBody(11_000)).throttleTimeMs > 0;
    expect([throttled('alice'), throttled('bob')]).toEqual([true, false]);
  });

  test('each broker counts for itself', () => {
    const harness = new Harness({ brokers: [1, 2].map((id) => ({ id, rack: null })) });
    quota(harness, { 'client-id': 'app' }, { producer_byte_rate: 1000 });
    const throttled = (broker: number) =>
      harness.connect('app', broker).ask('Produce', 9, produceBody(6000)).throttleTimeMs > 0;
    expect([throttled(1), throttled(2), throttled(1)]).toEqual([false, false, true]);
  });

  test('a window that is set otherwise', () => {
    const harness = new Harness({ configs: { 'quota.window.num': '2' } });
    quota(harness, { 'client-id': 'app' }, { producer_byte_rate: 1000 });
    expect(harness.connect('app').ask('Produce', 9, produceBody(2000)).throttleTimeMs).toBeGreaterThan(1000);
  });
});

describe('after reset', () => {
  test('quotas are those of the baseline, nobody has used anything, and nobody is silent', () => {
    const { harness, client } = limited();
    harness.apply({ kind: 'admin', command: { type: 'mark-baseline' } });
    quota(harness, { user: 'u' }, { consumer_byte_rate: 5 });
    quota(harness, { 'client-id': 'app' }, { producer_byte_rate: 900, consumer_byte_rate: null });
    client.ask('Produce', 9, produceBody(11_000));
    const sent = client.send('ApiVersions', 3, VERSIONS);
    harness.apply({ kind: 'admin', command: { type: 'reset' } });
    expect(sent.response?.errorCode).toBe(0);
    const { entries } = client.ask('DescribeClientQuotas', 1, { components: [], strict: false });
    expect(entries).toEqual([
      {
        entity: [{ entityType: 'client-id', entityName: 'app' }],
        values: [
          { key: 'producer_byte_rate', value: 1000 },
          { key: 'consumer_byte_rate', value: 1000 },
        ],
      },
    ]);
    expect(client.ask('Produce', 9, produceBody(9000)).throttleTimeMs).toBe(0);
  });
});

test('a quota of time is stored, shown and named as without effect', () => {
  const harness = new Harness();
  quota(harness, { 'client-id': null, user: 'u' }, { request_percentage: 0.01 });
  expect([...harness.cluster.view.warnings]).toEqual([
    'quota of client-id default, user u: request_percentage=0.01 is stored and shown, but Testka does not count the time that requests take',
  ]);
});
