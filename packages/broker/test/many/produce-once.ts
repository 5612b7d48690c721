import { buildRecordBatch, ProduceRequest, ProduceResponse, ZERO_UUID } from '@testka/protocol';
import type { Broker } from '../../src/index.ts';
import { decodeResponse, RawClient, requestFrame } from '../raw-client.ts';

const VERSION = 9;

/** Connects, writes one message, and goes when the broker is done with the connection. @throws when it is refused */
export async function produceOnce({ bootstrapServers }: Broker, topic: string, value: string): Promise<void> {
  const client = await RawClient.connect(bootstrapServers);
  const records = buildRecordBatch({ records: [{ value, timestamp: 1000 }] });
  const topicData = [{ name: topic, topicId: ZERO_UUID, partitionData: [{ index: 0, records }] }];
  client.write(requestFrame('Produce', ProduceRequest, VERSION, { acks: -1, timeoutMs: 1000, topicData }));
  const frame = await client.frame();
  const answer = frame && decodeResponse(frame, ProduceResponse, VERSION);
  const errorCode = answer?.responses[0]?.partitionResponses[0]?.errorCode;
  if (errorCode !== 0) throw new Error(`producing came to ${errorCode ?? 'no answer'}`);
  client.destroy();
  await client.closed;
}
