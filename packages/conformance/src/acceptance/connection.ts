import assert from 'node:assert/strict';
import { ApiVersionsResponse, codecOf, Reader } from '@testka/protocol';
import type { RawClient } from '../differential/raw-client.ts';
import { batch, fetchBody, metadataBody } from '../differential/scripts/shapes.ts';
import type { AcceptanceCase } from './case.ts';
import { answerTo, append, ask, assertParked, only, produceTo, recordsIn } from './asking.ts';

const SOFTWARE = { clientSoftwareName: 'raw', clientSoftwareVersion: '1.0', clusterId: null, nodeId: -1 };

/** Key, version, correlation id 7 and no client id, then a body. */
function frame(apiKey: number, apiVersion: number, ...body: number[]): Buffer {
  const header = Buffer.alloc(10);
  header.writeInt16BE(apiKey, 0);
  header.writeInt16BE(apiVersion, 2);
  header.writeInt32BE(7, 4);
  header.writeInt16BE(-1, 8);
  return Buffer.concat([header, Buffer.from(body)]);
}

async function answerFrame(client: RawClient, request: Buffer): Promise<Buffer> {
  client.sendFrame(request);
  const answer = await client.nextFrame();
  assert(typeof answer !== 'string', 'there was no answer');
  return answer;
}

export const CONNECTION_CASES: readonly AcceptanceCase[] = [
  {
    name: 'T01: an ApiVersions version above the maximum is told the range, and the socket takes the retry',
    async run(play) {
      const client = await play.connect();
      const answer = await answerFrame(client, frame(18, 99, 0));
      const reader = new Reader(answer);
      assert.equal(reader.int32(), 7);
      const body = codecOf(ApiVersionsResponse, 0).decode(reader);
      assert.equal(reader.remaining, 0);
      assert.equal(body.errorCode, 35);
      assert.deepEqual(body.apiKeys, [{ apiKey: 18, minVersion: 0, maxVersion: 5 }]);
      assert.equal((await ask(client, 'ApiVersions', 5, SOFTWARE)).errorCode, 0);
    },
  },
  {
    name: 'T02: a flexible ApiVersions answer has no tagged fields in its header',
    async run(play) {
      const client = await play.connect();
      for (const version of [3, 4, 5]) {
        const { apiKeys } = await ask(client, 'ApiVersions', version, SOFTWARE);
        // A name of one letter, a version of one letter, no tags; in v5 the new fields in between.
        const body = version < 5 ? [2, 0x61, 2, 0x31, 0] : [2, 0x61, 2, 0x31, 0, 0xff, 0xff, 0xff, 0xff, 0];
        const answer = await answerFrame(client, frame(18, version, 0, ...body));
        // Behind the correlation id: the error code at once, then the length of a compact array.
        assert.deepEqual([...answer.subarray(4, 7)], [0, 0, apiKeys.length + 1]);
      }
    },
  },
  {
    name: 'T03: Produce is advertised from 0, which librdkafka takes lz4 and zstd from, although v0–2 are refused',
    async run(play) {
      const client = await play.connect();
      const { apiKeys } = await ask(client, 'ApiVersions', 3, SOFTWARE);
      assert.deepEqual(
        apiKeys.find(({ apiKey }) => apiKey === 0),
        { apiKey: 0, minVersion: 0, maxVersion: 13 },
      );
      const topic = await play.createTopic(client, 'orders');
      for (const [index, compression] of (['lz4', 'zstd'] as const).entries()) {
        const produced = await produceTo(client, topic, batch(['a'], { compression }), { version: 7 });
        assert.deepEqual([produced.errorCode, produced.baseOffset], [0, index]);
      }
    },
  },
  {
    name: 'T04: an answer that is ready waits for the one before it on the same connection',
    async run(play) {
      const client = await play.connect();
      const other = await play.connect();
      const topic = await play.createTopic(other, 'orders');
      const fetch = client.send('Fetch', 11, fetchBody(topic, { maxWaitMs: 60_000 }));
      const metadata = client.send('Metadata', 9, metadataBody([topic.name]));
      await assertParked(play, client);
      await append(other, topic, 'a');
      const fetched = await answerTo(client, 'Fetch', 11, fetch);
      const values = fetched.responses.flatMap(({ partitions }) =>
        partitions.flatMap((each) => recordsIn(each.records)),
      );
      assert.deepEqual(values, [{ offset: 0, value: 'a' }]);
      assert.equal(only((await answerTo(client, 'Metadata', 9, metadata)).topics).name, topic.name);
    },
  },
  {
    name: 'T06: a version that was removed, or never was, closes the connection without a word',
    async run(play) {
      const refused = { 'Fetch v3': frame(1, 3), 'Produce v2': frame(0, 2), 'JoinGroup v99': frame(11, 99, 0) };
      for (const [name, request] of Object.entries(refused)) {
        const client = await play.connect();
        client.sendFrame(request);
        assert.equal(await client.nextFrame(), 'closed', name);
      }
    },
  },
  {
    name: 'every answer that names the broker says the same id, host and port, those that were connected to',
    async run(play, { bootstrapServers }) {
      const client = await play.connect();
      const groupId = await play.group(client, 'group');
      const broker = only((await ask(client, 'Metadata', 1, metadataBody([]))).brokers);
      const { nodeId, host, port } = broker;
      assert.deepEqual({ nodeId, bootstrap: `${host}:${port}` }, { nodeId: 1, bootstrap: bootstrapServers });
      for (const version of [1, 5, 9, 13])
        assert.deepEqual((await ask(client, 'Metadata', version, metadataBody([]))).brokers, [broker]);
      for (const version of [0, 1, 2, 3]) {
        const found = await ask(client, 'FindCoordinator', version, { key: groupId, keyType: 0, coordinatorKeys: [] });
        assert.deepEqual([found.nodeId, found.host, found.port], [nodeId, host, port]);
      }
      for (const version of [4, 5, 6]) {
        const asked = { key: '', keyType: 0, coordinatorKeys: [groupId] };
        const found = only((await ask(client, 'FindCoordinator', version, asked)).coordinators);
        assert.deepEqual([found.nodeId, found.host, found.port], [nodeId, host, port]);
      }
      for (const version of [0, 1, 2]) {
        const asked = { includeClusterAuthorizedOperations: false, endpointType: 1, includeFencedBrokers: false };
        const described = await ask(client, 'DescribeCluster', version, asked);
        const { brokerId, ...address } = only(described.brokers);
        assert.deepEqual([brokerId, address.host, address.port], [nodeId, host, port]);
        assert.equal(described.controllerId, nodeId);
      }
    },
  },
  {
    name: 'X3: after SaslHandshake v0 a token without a Kafka header logs in',
    users: { alice: 'secret' },
    async run(play) {
      const client = await play.connect();
      assert.equal((await ask(client, 'SaslHandshake', 0, { mechanism: 'PLAIN' })).errorCode, 0);
      client.sendFrame(Buffer.from('\0alice\0secret'));
      assert.deepEqual(await client.nextFrame(), Buffer.alloc(0));
      assert.equal((await ask(client, 'Metadata', 9, metadataBody([]))).brokers.length, 1);
    },
  },
];
