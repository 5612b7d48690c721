import assert from 'node:assert/strict';
import { styleText } from 'node:util';
import { startApacheKafka } from '../differential/apache-kafka.ts';
import { playScript, type Script } from '../differential/play.ts';
import { commitBody, joinAlone } from '../differential/scripts/group-shapes.ts';
import { fetchBody, ZERO } from '../differential/scripts/shapes.ts';
import { type SetUp, setUpOf } from '../differential/set-up.ts';
import { startTestka } from '../differential/testka.ts';
import { dumpOffsetsLog } from './dump-log.ts';

const SET_UP: SetUp = setUpOf({ config: { 'offsets.topic.num.partitions': '1' } });
const MAX_BYTES = 10_000_000;

/** Every kind of record that a coordinator of classic groups writes, tombstones too; `keep` gets the log as it then is. */
function groupsScript(keep: (batches: Buffer) => void): Script {
  return {
    name: 'offsets-log',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      const dynamic = await play.group(client, 'dynamic');
      const me = await joinAlone(play, client, dynamic, topic.name, 9);
      const member = { generationIdOrMemberEpoch: me.generationId, memberId: me.memberId };
      await play.ask('a commit', client, 'OffsetCommit', 8, commitBody(dynamic, topic, 3, member));
      await play.ask('leave', client, 'LeaveGroup', 5, {
        groupId: dynamic,
        memberId: '',
        members: [{ memberId: me.memberId, groupInstanceId: null, reason: null }],
      });
      const fixed = await play.group(client, 'static');
      await joinAlone(play, client, fixed, topic.name, 9, { groupInstanceId: 'i-1' });
      await play.ask(
        'without a group',
        client,
        'OffsetCommit',
        2,
        commitBody('simple', topic, 7, { retentionTimeMs: 60_000 }),
      );
      const topics = [{ name: topic.name, partitions: [{ partitionIndex: 0 }] }];
      await play.ask('an offset less', client, 'OffsetDelete', 0, { groupId: dynamic, topics });
      await play.ask('a group less', client, 'DeleteGroups', 2, { groupsNames: ['simple', dynamic] });
      const partitions = [{ partition: 0, fetchOffset: 0, partitionMaxBytes: MAX_BYTES }];
      const offsets = { name: '__consumer_offsets', topicId: ZERO };
      const body = { ...fetchBody(offsets), topics: [{ topic: offsets.name, topicId: ZERO, partitions }] };
      const { responses } = await play.settle(client, 'Fetch', 11, body);
      keep(Buffer.concat(responses[0]?.partitions[0]?.records ?? []));
    },
  };
}

/** Plays it on one of both, ends that, and has Kafka's tool read what it has written. */
async function dumped(bootstrapServers: string, end: () => Promise<void>): Promise<string[]> {
  let log = Buffer.alloc(0);
  const script = groupsScript((batches) => (log = Buffer.from(batches)));
  try {
    await playScript(script, bootstrapServers, script.name);
  } finally {
    await end();
  }
  return (await dumpOffsetsLog(log)).map(withoutTheMoment);
}

/** Ids of members and topics, times, and where the line stands are of the moment. */
function withoutTheMoment(line: string): string {
  return line
    .slice(line.indexOf(' key: ') + 1)
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uuid>')
    .replaceAll(/"topicId":"[^"]+"/g, '"topicId":"<id>"')
    .replaceAll(/("(?:\w*[tT]imestamp\w*)":)\d{13}/g, '$1<time>');
}

/** Whether Kafka's dump-log tool reads the same in our `__consumer_offsets` as in its own. */
export async function checkOffsetsLog(): Promise<{ passed: number; failed: number }> {
  const kafka = await startApacheKafka(SET_UP);
  const theirs = await dumped(kafka.bootstrapServers, () => kafka.stop());
  const testka = await startTestka(SET_UP);
  const ours = await dumped(testka.bootstrapServers, () => testka.close());
  const title = `Kafka's dump-log tool reads ${theirs.length} records of groups, and the same in ours`;
  try {
    assert(theirs.length > 0, 'there are none');
    assert.deepEqual(ours, theirs);
    console.log(`${styleText('green', '✓')} ${title}`);
    return { passed: 1, failed: 0 };
  } catch (error) {
    console.log(`${styleText('red', '✗')} ${title}\n${String(error)}`);
    return { passed: 0, failed: 1 };
  }
}
