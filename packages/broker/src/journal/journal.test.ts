import type { Exchange } from '@testka/core';
import { Cluster } from '@testka/core/cluster';
import { type ApiName, ErrorCode, ZERO_UUID } from '@testka/protocol';
import { expect, test } from 'vitest';
import { Journal } from './journal.ts';

const START = 1_700_000_000_000;

function journal(): Journal {
  const cluster = new Cluster({
    seed: 1,
    release: '4.4',
    messageSets: undefined,
    brokers: [{ id: 1, rack: null }],
    users: 'none',
    limits: { maxFetchWaitMs: 200 },
    now: START,
    configs: new Map(),
  });
  return new Journal(cluster.view, START);
}

function exchange(api: ApiName, request: unknown, response: unknown): Exchange {
  return {
    api,
    apiVersion: 9,
    correlationId: 1,
    broker: 1,
    connection: {} as Exchange['connection'],
    clientId: 'app',
    receivedAtMs: START,
    request,
    requestFrame: undefined,
    response,
    responseFrame: undefined,
    answeredAtMs: START,
    faults: [],
    trouble: undefined,
  };
}

function refusedBatch(topic: string): Exchange {
  const topicData = [{ name: topic, topicId: ZERO_UUID, partitionData: [{ index: 0, records: null }] }];
  const partitionResponses = [{ index: 0, errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, baseOffset: -1 }];
  const responses = [{ name: topic, topicId: ZERO_UUID, partitionResponses }];
  return exchange('Produce', { acks: 1, topicData }, { responses });
}

test('of batches that were refused the newest 200 topics are kept, whatever producers name', () => {
  const seen = journal();
  for (let index = 0; index < 1000; index++) seen.see(refusedBatch(`nope-${index}`));
  const topics = [...seen.produceFailures.values()].map(({ topic }) => topic);
  expect(topics).toEqual(Array.from({ length: 200 }, (_, index) => `nope-${800 + index}`));
});

test('a refusal that is seen again is counted, and takes no room', () => {
  const seen = journal();
  for (let index = 0; index < 300; index++) seen.see(refusedBatch('nope'));
  expect([...seen.produceFailures.values()]).toEqual([
    {
      clientId: 'app',
      topic: 'nope',
      error: 'UNKNOWN_TOPIC_OR_PARTITION',
      reason: undefined,
      fault: undefined,
      count: 300,
    },
  ]);
});

test('only what is asked for at the end counts as read from there', () => {
  const seen = journal();
  const topics = [
    {
      name: 'orders',
      partitions: [
        { partitionIndex: 0, timestamp: -1 },
        { partitionIndex: 1, timestamp: -2 },
      ],
    },
    { name: 'payments', partitions: [{ partitionIndex: 1, timestamp: -1 }] },
  ];
  const answered = topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, offset: 7, errorCode: ErrorCode.NONE })),
  }));
  seen.see(exchange('ListOffsets', { topics }, { topics: answered }));
  expect(seen.latestReads.map(({ topic, partition, offset }) => ({ topic, partition, offset }))).toEqual([
    { topic: 'orders', partition: 0, offset: 7 },
    { topic: 'payments', partition: 1, offset: 7 },
  ]);
});
