import {
  AlterClientQuotasRequest,
  ApiVersionsRequest,
  buildRecordBatch,
  ProduceRequest,
  ZERO_UUID,
} from '@testka/protocol';
import { expect, test } from 'vitest';
import { testBroker } from '../test/broker.ts';
import { RawClient, requestFrame } from '../test/raw-client.ts';

function quotaFrame(clientId: string, key: string, value: number): Buffer {
  const entity = [{ entityType: 'client-id', entityName: clientId }];
  const entries = [{ entity, ops: [{ key, value, remove: false }] }];
  return requestFrame('AlterClientQuotas', AlterClientQuotasRequest, 1, { entries, validateOnly: false });
}

function versionsFrame(correlationId: number): Buffer {
  const body = { clientSoftwareName: 'raw', clientSoftwareVersion: '1' };
  return requestFrame('ApiVersions', ApiVersionsRequest, 3, body, { correlationId, clientId: 'slow' });
}

/** A batch of so many bytes, give or take. */
function produceFrame(correlationId: number, size: number): Buffer {
  const partitionData = [
    { index: 0, records: buildRecordBatch({ records: [{ value: 'x'.repeat(size), timestamp: 0 }] }) },
  ];
  const topicData = [{ name: 'orders', topicId: ZERO_UUID, partitionData }];
  const body = { transactionalId: null, acks: -1, timeoutMs: 1000, topicData };
  return requestFrame('Produce', ProduceRequest, 9, body, { correlationId, clientId: 'slow' });
}

test('of two connections of a client, the one that exceeds its quota is silent, and loses nothing', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const admin = await RawClient.connect(broker.bootstrapServers);
  admin.write(quotaFrame('slow', 'producer_byte_rate', 1000));
  await admin.correlationId();
  const [muted, other] = [
    await RawClient.connect(broker.bootstrapServers),
    await RawClient.connect(broker.bootstrapServers),
  ];
  muted.write(Buffer.concat([produceFrame(1, 10_300), versionsFrame(2), versionsFrame(3)]));
  const answers: string[] = [`muted ${await muted.correlationId()}`];
  const rest = (async () => {
    for (let left = 2; left > 0; left--) answers.push(`muted ${await muted.correlationId()}`);
  })();
  other.write(versionsFrame(4));
  answers.push(`other ${await other.correlationId()}`);
  await rest;
  expect(answers).toEqual(['muted 1', 'other 4', 'muted 2', 'muted 3']);
  expect(broker.topic('orders').messages()).toHaveLength(1);
});

test('a connection that its address may not open is closed', async () => {
  const broker = await testBroker();
  const admin = await RawClient.connect(broker.bootstrapServers);
  const entries = [
    {
      entity: [{ entityType: 'ip', entityName: 'localhost' }],
      ops: [{ key: 'connection_creation_rate', value: 1, remove: false }],
    },
  ];
  admin.write(requestFrame('AlterClientQuotas', AlterClientQuotasRequest, 1, { entries, validateOnly: false }));
  await admin.correlationId();
  const clients = await Promise.all(Array.from({ length: 11 }, () => RawClient.connect(broker.bootstrapServers)));
  for (const client of clients) client.write(versionsFrame(1));
  const answers = await Promise.all(clients.map((client) => client.correlationId()));
  expect(answers).toEqual([...Array.from({ length: 10 }, () => 1), undefined]);
});
