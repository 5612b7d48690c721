import type { CreatedTopic, Play, Script } from '../play.ts';
import type { RawClient } from '../raw-client.ts';
import { commitBody, joinBody, syncBody } from './group-shapes.ts';
import { batch, produceBody, TIME, versions } from './shapes.ts';

/** A day: Kafka deletes nothing of its own accord. And one coordinator: whatever is written is written to its partition. */
const CONFIG = { 'log.retention.check.interval.ms': '86400000', 'offsets.topic.num.partitions': '1' };

const SEGMENT_MS = 604_800_000;

/** One group among several, on one broker. */
class Watched {
  readonly #play: Play;
  readonly #client: RawClient;
  readonly #topic: CreatedTopic;
  readonly groupId: string;

  constructor(play: Play, client: RawClient, topic: CreatedTopic, base: string) {
    this.#play = play;
    this.#client = client;
    this.#topic = topic;
    this.groupId = play.name(base);
  }

  /** Nobody's commit, of which nothing is stored: the metadata are a character too long. */
  async commitTooMuch(version: number): Promise<void> {
    const position = {
      partitionIndex: 0,
      committedOffset: 1,
      committedLeaderEpoch: -1,
      committedMetadata: 'x'.repeat(4097),
    };
    const body = commitBody(this.groupId, this.#topic, 1, { topics: [{ ...this.#topic, partitions: [position] }] });
    await this.#play.ask('too much metadata', this.#client, 'OffsetCommit', version, body);
  }

  /** Who asks what there is. */
  async look(when: string): Promise<void> {
    const { groupId } = this;
    const ask = this.#play.ask.bind(this.#play);
    await ask(
      `${when}: list`,
      this.#client,
      'ListGroups',
      5,
      { statesFilter: [], typesFilter: [] },
      { see: ({ groups }) => groups.filter((group) => group.groupId === groupId) },
    );
    for (const version of [5, 6]) {
      const body = { groups: [groupId], includeAuthorizedOperations: false };
      await ask(`${when}: describe`, this.#client, 'DescribeGroups', version, body);
    }
    for (const requireStable of [false, true]) {
      for (const [memberId, memberEpoch] of [[null, -1] as const, ['m', 1] as const]) {
        const groups = [{ groupId, memberId, memberEpoch, topics: null }];
        await ask(`${when}: offsets`, this.#client, 'OffsetFetch', 9, { groupId, groups, topics: null, requireStable });
      }
    }
  }

  /** Who would change something, if they could. */
  async touch(when: string): Promise<void> {
    const { groupId } = this;
    const ask = this.#play.ask.bind(this.#play);
    const member = { generationIdOrMemberEpoch: 1, memberId: 'm' };
    for (const version of [8, 10]) {
      const body = commitBody(groupId, this.#topic, 2, member);
      await ask(`${when}: a member's commit`, this.#client, 'OffsetCommit', version, body);
    }
    const heartbeat = { groupId, generationId: 1, memberId: 'm', groupInstanceId: null };
    await ask(`${when}: heartbeat`, this.#client, 'Heartbeat', 4, heartbeat);
    await ask(`${when}: sync`, this.#client, 'SyncGroup', 5, syncBody(groupId, 1, 'm'));
    const members = [{ memberId: 'm', groupInstanceId: null, reason: null }];
    await ask(`${when}: leave`, this.#client, 'LeaveGroup', 5, { groupId, memberId: '', members });
    const topics = [{ name: this.#topic.name, partitions: [{ partitionIndex: 0 }] }];
    await ask(`${when}: offset delete`, this.#client, 'OffsetDelete', 0, { groupId, topics });
  }

  async join(memberId = ''): Promise<string> {
    const body = joinBody(this.groupId, this.#topic.name, { memberId });
    const answer = await this.#play.ask('join', this.#client, 'JoinGroup', 9, body);
    return answer?.memberId ?? '';
  }

  async remove(): Promise<void> {
    await this.#play.ask('delete', this.#client, 'DeleteGroups', 2, { groupsNames: [this.groupId] });
  }
}

/** Of the offsets topic; null: as it was. */
async function setMaxMessageBytes(client: RawClient, value: string | null): Promise<void> {
  const TOPIC = 2;
  const configs = [{ name: 'max.message.bytes', configOperation: value === null ? 1 : 0, value }];
  const resources = [{ resourceType: TOPIC, resourceName: '__consumer_offsets', configs }];
  await client.ask('IncrementalAlterConfigs', 1, { resources, validateOnly: false });
  // It is acted upon a moment later.
  await new Promise((resolve) => setTimeout(resolve, 300));
}

/** What a broker knows before, or although, it is not written down; and what it has still, although it was deleted. */
export const UNWRITTEN_SCRIPTS: readonly Script[] = [
  {
    name: 'groups-without-records',
    config: CONFIG,
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      const other = await play.group(client, 'other');
      const writeElsewhere = () =>
        play.ask('another group commits', client, 'OffsetCommit', 9, commitBody(other, topic, 1));
      for (const version of versions(2, 10)) {
        const touched = new Watched(play, client, topic, `touched-${version}`);
        await touched.commitTooMuch(version);
        await touched.look('before anything is written');
        await touched.touch('before anything is written');
        await touched.commitTooMuch(version);
        await writeElsewhere();
        await touched.look('when something is written');
        await touched.touch('when something is written');
        await touched.remove();
        await touched.look('when it is deleted');
      }
      const removed = new Watched(play, client, topic, 'removed');
      await removed.commitTooMuch(9);
      await removed.remove();
      await removed.look('deleted before anything is written');
      await removed.remove();
      const refused = new Watched(play, client, topic, 'refused');
      await refused.commitTooMuch(9);
      await setMaxMessageBytes(client, '10');
      await writeElsewhere();
      await setMaxMessageBytes(client, null);
      await refused.touch('when something could not be written');
      await writeElsewhere();
      await refused.look('when something could be written');
      const joined = new Watched(play, client, topic, 'joined');
      await joined.commitTooMuch(9);
      const memberId = await joined.join();
      await joined.look('when somebody was given a member id');
      await joined.join(memberId);
      await joined.look('with a member');
    },
  },
  {
    name: 'deleted-segments',
    config: CONFIG,
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 2);
      const produce = (index: number, times: readonly number[]) => {
        const records = times.map((timestamp) => ({ value: 'x', timestamp }));
        return play.ask('produce', client, 'Produce', 9, produceBody(topic, batch([], { records }), { index }));
      };
      const find = async (when: string, timestamp: number) => {
        for (const [isolationLevel, partitionIndex] of [
          [0, 0],
          [1, 0],
          [0, 1],
        ] as const) {
          const partitions = [{ partitionIndex, currentLeaderEpoch: -1, timestamp }];
          const topics = [{ name: topic.name, partitions }];
          const body = { replicaId: -1, isolationLevel, timeoutMs: 1000, topics };
          await play.ask(`${when}: time ${timestamp - TIME}`, client, 'ListOffsets', 7, body);
        }
      };
      const findAll = async (when: string) => {
        for (const time of [0, 50, 99, 100, 101, SEGMENT_MS, 2 * SEGMENT_MS]) await find(when, TIME + time);
        await find(when, -3);
        await find(when, -2);
        await play.ask(
          `${when}: log dirs`,
          client,
          'DescribeLogDirs',
          4,
          {
            topics: [{ topic: topic.name, partitions: [0, 1] }],
          },
          { see: ({ results }) => results.map(({ topics }) => topics) },
        );
      };
      const remove = (partitionIndex: number, offset: number) =>
        play.ask('delete', client, 'DeleteRecords', 2, {
          topics: [{ name: topic.name, partitions: [{ partitionIndex, offset }] }],
          timeoutMs: 5000,
        });
      await produce(0, [TIME + 50, TIME, TIME + 100]);
      // Records without a time: their segment is as new as its last write.
      await produce(1, [-1, -1]);
      await remove(0, -1);
      await findAll('all are deleted');
      const rolled = TIME + 100 + SEGMENT_MS + 1;
      await produce(0, [rolled, TIME + 1, TIME + 50]);
      await produce(1, [TIME, TIME + 50]);
      await findAll('a new segment');
      await remove(0, 4);
      await findAll('a part of it is deleted');
      await produce(0, [rolled + SEGMENT_MS + 1]);
      await findAll('a third segment');
      await remove(0, -1);
      await findAll('nothing is left');
    },
  },
];
