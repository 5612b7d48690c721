import { ErrorCode, MetadataRequest, MetadataResponse, ZERO_UUID } from '@testka/protocol';
import { expect, test } from 'vitest';
import { testBroker } from '../../test/broker.ts';
import { decodeResponse, RawClient, requestFrame } from '../../test/raw-client.ts';
import type { Node } from '../index.ts';

const VERSION = 12;

/** What a node says of the topic "new": the error, and how many partitions. */
async function told({ host, port }: Node): Promise<[ErrorCode | undefined, number | undefined]> {
  const client = await RawClient.connect(`${host}:${port}`);
  const request = {
    topics: [{ topicId: ZERO_UUID, name: 'new' }],
    ...{
      allowAutoTopicCreation: false,
      includeClusterAuthorizedOperations: false,
      includeTopicAuthorizedOperations: false,
    },
  };
  client.write(requestFrame('Metadata', MetadataRequest, VERSION, request));
  const frame = await client.frame();
  client.destroy();
  if (frame === undefined) throw new Error('the connection was closed');
  const [topic] = decodeResponse(frame, MetadataResponse, VERSION).topics;
  return [topic?.errorCode as ErrorCode, topic?.partitions.length];
}

// On Kafka nobody can say how long it takes; here a fault does.
test('T09: a new topic that brokers have not heard of yet is unknown to them, and never without partitions', async () => {
  const broker = await testBroker({ nodes: 3 });
  const late = [2, 3].map((node) =>
    broker.inject({ api: 'Metadata', topic: 'new', node, error: 'UNKNOWN_TOPIC_OR_PARTITION' }),
  );
  await broker.createTopics({ new: { partitions: 4 } });
  const unknown = [ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, 0];
  expect(await Promise.all(broker.nodes.map(told))).toEqual([[ErrorCode.NONE, 4], unknown, unknown]);
  for (const fault of late) fault.remove();
  expect(await Promise.all(broker.nodes.map(told))).toEqual(broker.nodes.map(() => [ErrorCode.NONE, 4]));
});
