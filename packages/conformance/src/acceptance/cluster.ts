import { deepEqual, equal } from 'node:assert/strict';
import type { CreatedTopic, Play } from '../differential/play.ts';
import type { Answer, RawClient } from '../differential/raw-client.ts';
import { batch, fetchBody, metadataBody, produceBody } from '../differential/scripts/shapes.ts';
import type { AcceptanceCase } from './case.ts';
import { append, ask, bytesOf, fetchFrom, only, produceTo, until } from './asking.ts';

/** A broker that does not answer is given up soon. The same for all, so that they share a cluster. */
const IMPATIENT = { 'broker.session.timeout.ms': '2500', 'broker.heartbeat.interval.ms': '250' };

/** The node that cases stop. It is not the one that connections go to. */
const LAST = 3;

async function whileStopped({ nodes }: Play, body: () => Promise<void>): Promise<void> {
  await nodes.stop(LAST);
  try {
    await body();
  } finally {
    await nodes.start(LAST);
  }
}

function describe(client: RawClient, { name }: CreatedTopic): Promise<Answer<'Metadata'>> {
  return ask(client, 'Metadata', 12, metadataBody([name]));
}

/** The answer that tells of a new leader for the one partition. */
async function led(client: RawClient, topic: CreatedTopic): Promise<Answer<'Metadata'>> {
  const isLed = ({ topics }: Answer<'Metadata'>): boolean => {
    const leaderId = topics[0]?.partitions[0]?.leaderId ?? -1;
    return leaderId > 0 && leaderId !== LAST;
  };
  return until('another leader', () => describe(client, topic), isLed);
}

function partitionOf(answer: Answer<'Metadata'>): Answer<'Metadata'>['topics'][number]['partitions'][number] {
  return only(only(answer.topics).partitions);
}

export const CLUSTER_CASES: readonly AcceptanceCase[] = [
  {
    name: 'T12: when one of three brokers stops, Metadata lists two, and others lead with the next epoch',
    nodes: 3,
    config: IMPATIENT,
    async run(play) {
      const client = await play.connect();
      const topic = await play.placeTopic(client, 'orders', [[LAST, 1, 2]]);
      const before = partitionOf(await describe(client, topic));
      deepEqual([before.leaderId, before.leaderEpoch, before.isrNodes.toSorted((a, b) => a - b)], [LAST, 0, [1, 2, 3]]);
      await whileStopped(play, async () => {
        const after = await led(client, topic);
        deepEqual([partitionOf(after).leaderId, partitionOf(after).leaderEpoch], [1, 1]);
        const brokers = await until(
          'two brokers',
          async () => (await describe(client, topic)).brokers.map(({ nodeId }) => nodeId),
          ({ length }) => length === 2,
        );
        deepEqual(
          brokers.toSorted((a, b) => a - b),
          [1, 2],
        );
        deepEqual(partitionOf(await describe(client, topic)).offlineReplicas, [LAST]);
        await append(client, topic, 'a');
      });
    },
  },
  {
    name: 'T12: a broker that does not lead says 6 with the leader, its epoch and its address (KIP-951)',
    nodes: 3,
    config: IMPATIENT,
    async run(play, { bootstrapServers }) {
      const follower = await play.connect('raw', 2);
      const topic = await play.placeTopic(await play.connect(), 'orders', [[1, 2, LAST]]);
      const [host = '', port = ''] = (bootstrapServers.split(',')[0] ?? '').split(':');
      const endpoint = { nodeId: 1, host, port: Number(port), rack: null };
      const told = { errorCode: 6, currentLeader: { leaderId: 1, leaderEpoch: 0 } };
      for (const version of [10, 13]) {
        const { responses, nodeEndpoints } = await ask(follower, 'Produce', version, produceBody(topic, batch(['a'])));
        const { errorCode, currentLeader } = only(only(responses).partitionResponses);
        deepEqual({ errorCode, currentLeader }, told);
        deepEqual(nodeEndpoints, [endpoint]);
      }
      // A consumer may read from a follower; a fetch that asks for the leader by a newer epoch than there is may not.
      const asked = fetchBody(topic, { currentLeaderEpoch: 7 });
      const { responses } = await ask(follower, 'Fetch', 16, asked);
      equal(only(only(responses).partitions).errorCode, 75);
    },
  },
  {
    name: 'T22: with fewer replicas in sync than min.insync.replicas, acks=all is 19 and nothing appended; acks=1 works',
    nodes: 3,
    config: IMPATIENT,
    async run(play) {
      const client = await play.connect();
      const topic = await play.placeTopic(client, 'orders', [[1, LAST]], { 'min.insync.replicas': '2' });
      await append(client, topic, 'a');
      await whileStopped(play, async () => {
        await until(
          'a smaller in-sync set',
          async () => partitionOf(await describe(client, topic)).isrNodes,
          ({ length }) => length === 1,
        );
        const refused = await produceTo(client, topic, batch(['b']));
        deepEqual([refused.errorCode, refused.baseOffset], [19, -1]);
        const accepted = await produceTo(client, topic, batch(['c']), { acks: 1 });
        // Had the refused one been appended, this would be the third.
        deepEqual([accepted.errorCode, accepted.baseOffset], [0, 1]);
      });
    },
  },
  {
    name: 'T34: a position beyond the end of the epoch that its client read last is told where the logs part',
    nodes: 3,
    config: IMPATIENT,
    async run(play) {
      const client = await play.connect();
      const leader = await play.connect('raw', LAST);
      const topic = await play.placeTopic(client, 'orders', [[LAST, 1, 2]]);
      await append(leader, topic, 'a', 'b');
      await whileStopped(play, async () => {
        await led(client, topic);
        await append(client, topic, 'c', 'd');
        const shape = { fetchOffset: 3, lastFetchedEpoch: 0, maxWaitMs: 60_000, version: 12 };
        const { errorCode, divergingEpoch, records } = await fetchFrom(client, topic, shape);
        deepEqual([errorCode, divergingEpoch, bytesOf(records).length], [0, { epoch: 0, endOffset: 2 }, 0]);
        for (const [leaderEpoch, endOffset] of [
          [0, 2],
          [1, 4],
        ] as const) {
          const topics = [{ topic: topic.name, partitions: [{ partition: 0, leaderEpoch }] }];
          const found = only(only((await ask(client, 'OffsetForLeaderEpoch', 4, { topics })).topics).partitions);
          deepEqual(found, { errorCode: 0, partition: 0, leaderEpoch, endOffset });
        }
      });
    },
  },
];
