import type { CreatedTopic, Play, Script } from '../play.ts';
import type { RawClient } from '../raw-client.ts';
import { versions } from './shapes.ts';

type Move = readonly [partitionIndex: number, replicas: readonly number[] | null];

function movesOf(name: string, ...moves: readonly Move[]) {
  return {
    name,
    partitions: moves.map(([partitionIndex, replicas]) => ({
      partitionIndex,
      replicas: replicas === null ? null : [...replicas],
    })),
  };
}

const ALL = { timeoutMs: 10_000, topics: null };

function described({ name }: { readonly name: string }) {
  return { topics: [{ name }], responsePartitionLimit: 100, cursor: null };
}

/** Waits until nothing moves and every broker knows it, then writes down what partitions are. */
async function settled(play: Play, label: string, topic: CreatedTopic): Promise<void> {
  const first = await play.connect('quiet');
  await play.until(first, 'ListPartitionReassignments', 0, ALL, ({ topics }) => topics.length === 0);
  // What the controller has written before a topic is known where that topic is.
  await play.placeTopic(first, `marker-${play.steps.length}`, [[1]]);
  for (const node of [1, 2, 3]) {
    const client = await play.connect('quiet', node);
    await play.until(client, 'DescribeTopicPartitions', 0, described(topic), ({ topics }) => {
      const partitions = topics[0]?.partitions ?? [];
      return partitions.every(({ isrNodes, replicaNodes }) => isrNodes.length === replicaNodes.length);
    });
    await play.ask(`${label}, at ${node}`, client, 'DescribeTopicPartitions', 0, described(topic));
    client.close();
  }
  first.close();
}

/** One request that says several things of the same partitions, or of several, not all of them right. */
async function moves(play: Play): Promise<void> {
  const client = await play.connect();
  for (const version of versions(0, 1)) {
    const topic = await play.placeTopic(client, `moves-${version}`, [
      [1, 2],
      [2, 3],
      [3, 1],
    ]);
    const other = await play.placeTopic(client, `other-${version}`, [[1]]);
    const nope = play.name('nope');
    const ask = (label: string, topics: ReturnType<typeof movesOf>[], over: object = {}) =>
      play.ask(label, client, 'AlterPartitionReassignments', version, { timeoutMs: 10_000, topics, ...over });
    await ask('two orders of one partition', [movesOf(topic.name, [0, [2, 1]], [0, [1, 2]])]);
    await settled(play, 'the last of two orders', topic);
    await ask('right and wrong', [
      movesOf(topic.name, [1, [3, 2]], [9, [1]], [0, [1, 9]], [2, null], [-1, null]),
      movesOf(nope, [0, [1]], [1, null]),
      movesOf(other.name, [0, [2]]),
      movesOf('', [0, [1]]),
    ]);
    await settled(play, 'what was right', topic);
    await settled(play, 'what was right of another', other);
    await ask('moved and cancelled at once', [movesOf(topic.name, [2, [3, 2]], [2, null])]);
    await settled(play, 'moved and cancelled at once', topic);
    await ask('the same topic, in two parts', [
      movesOf(other.name, [0, [1]]),
      movesOf(topic.name, [0, [2, 1]]),
      movesOf(other.name, [0, [1, 3]]),
    ]);
    await settled(play, 'in two parts', topic);
    await ask('nothing but wrong ones', [movesOf(topic.name, [0, []], [1, [-1, 1]], [2, [1, 1]], [2, [7, 7]])]);
    await ask('nothing, in no time', [], { timeoutMs: 0 });
    await ask('a name that is too long', [movesOf('x'.repeat(300), [0, [1]])]);
    await ask('an id beyond all', [movesOf(topic.name, [0, [2_147_483_647]], [1, [-2_147_483_648]])]);
    await ask('a partition beyond all', [movesOf(topic.name, [2_147_483_647, [1]], [-2_147_483_648, null])]);
    if (version === 0) continue;
    const same = { allowReplicationFactorChange: false };
    await ask('as many, one right', [movesOf(topic.name, [0, [1, 2]], [1, [2]], [2, [1, 2, 3]], [9, [1]])], same);
    await settled(play, 'as many', topic);
    await ask('as many, cancelled', [movesOf(topic.name, [0, null])], same);
    await ask('as many, none', [movesOf(topic.name, [0, []])], same);
    await ask('as many, nothing', [], same);
    await ask('as many, in no time', [movesOf(topic.name, [0, [1, 2]])], { ...same, timeoutMs: 0 });
    await ask('as many, nothing in no time', [], { ...same, timeoutMs: -1 });
    await ask('as many, one twice', [movesOf(topic.name, [0, [1, 1]])], same);
    await ask('as many, an unknown one', [movesOf(topic.name, [0, [1, 8]])], same);
  }
}

async function prefer(play: Play, client: RawClient, topic: CreatedTopic, ids: readonly number[]): Promise<void> {
  const topics = [movesOf(topic.name, ...[0, 1, 2].map((index): Move => [index, ids]))];
  await client.ask('AlterPartitionReassignments', 0, { timeoutMs: 10_000, topics });
  await play.until(client, 'ListPartitionReassignments', 0, ALL, ({ topics: left }) => left.length === 0);
}

/** One request that asks for several leaders, some of them twice. */
async function elections(play: Play): Promise<void> {
  const client = await play.connect();
  for (const version of versions(0, 2)) {
    const own = (base: string): string => play.name(base);
    const topic = await play.placeTopic(client, `led-${version}`, [
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 3],
    ]);
    const ask = (label: string, parts: readonly (readonly [topic: string, ...number[]])[] | null, over: object = {}) =>
      play.ask(
        label,
        client,
        'ElectLeaders',
        version,
        {
          electionType: 0,
          topicPartitions: parts?.map(([name, ...partitions]) => ({ topic: name, partitions })) ?? null,
          timeoutMs: 10_000,
          ...over,
        },
        {
          see: (answer) => ({
            ...answer,
            replicaElectionResults: answer.replicaElectionResults.filter(
              ({ topic: name }) => name === '' || name.startsWith(own('')) || name === 'a/b',
            ),
          }),
        },
      );
    await prefer(play, client, topic, [2, 1, 3]);
    await ask('one twice, and others', [
      [topic.name, 1, 0, 1, 9, -1],
      [own('nope'), 1, 0],
      ['', 0],
    ]);
    await settled(play, 'one twice', topic);
    await ask('a topic twice, in parts', [
      [topic.name, 2],
      [topic.name, 2, 0],
      ['a/b', 0],
    ]);
    await settled(play, 'in parts', topic);
    await prefer(play, client, topic, [3, 1, 2]);
    for (const timeoutMs of [0, -1]) {
      await ask(`all, in ${timeoutMs} ms`, null, { timeoutMs });
      await ask(`none, in ${timeoutMs} ms`, [], { timeoutMs });
      await ask(`a topic, in ${timeoutMs} ms`, [[topic.name, 0, 9, 0], [own('nope'), 0], [topic.name]], { timeoutMs });
      if (version > 0) {
        await ask(`unknown type, in ${timeoutMs} ms`, [[topic.name, 0]], { timeoutMs, electionType: 9 });
        await ask(`all, unknown type, in ${timeoutMs} ms`, null, { timeoutMs, electionType: 9 });
        await ask(`none, unknown type, in ${timeoutMs} ms`, [], { timeoutMs, electionType: 9 });
      }
    }
    if (version > 0) {
      for (const electionType of [1, 2, 127, -128]) {
        const over = { electionType };
        await ask(
          `type ${electionType}, several`,
          [
            [topic.name, 0, 1, 9],
            [own('nope'), 0],
            [topic.name, 0],
          ],
          over,
        );
        await ask(`type ${electionType}, no partitions`, [[topic.name], [own('nope')]], over);
        await ask(`type ${electionType}, all`, null, over);
      }
    }
    await ask('all', null);
    await settled(play, 'all', topic);
    await ask('all again', null);
  }
}

/** Several changes in one request: they are judged by what was before it. */
export const MOVES_AT_ONCE_SCRIPTS: readonly Script[] = [
  { name: 'moves-at-once', nodes: 3, run: moves },
  { name: 'elections-at-once', nodes: 3, run: elections },
];
