import { batchesIn, readRecords } from '@testka/protocol';
import type { Script } from '../differential/play.ts';
import { commitBody, joinAlone } from '../differential/scripts/group-shapes.ts';
import { fetchBody, ZERO } from '../differential/scripts/shapes.ts';

/** As both sides are started. */
const OFFSETS_PARTITIONS = 5;
/** It stands in front of a value. */
const VERSION_BYTES = 2;

const OFFSET_COMMIT = 1;

/**
 * What a coordinator writes: of each kind of record the version of its value, and of offsets how long it is. How often a
 * group is written before it has a generation is not compared: 3.9 does not write it at all.
 */
export const COORDINATOR_RECORDS: Script = {
  name: 'release-coordinator-records',
  async run(play) {
    const client = await play.connect();
    const topic = await play.createTopic(client, 'orders');
    const groupId = await play.group(client, 'readers');
    const me = await joinAlone(play, client, groupId, topic.name, 5);
    const member = { generationIdOrMemberEpoch: me.generationId, memberId: me.memberId };
    await play.ask('a commit', client, 'OffsetCommit', 8, commitBody(groupId, topic, 3, member));
    const partitions = Array.from({ length: OFFSETS_PARTITIONS }, (_, partition) => {
      return { partition, fetchOffset: 0, partitionMaxBytes: 1_000_000 };
    });
    const offsets = { name: '__consumer_offsets', topicId: ZERO };
    const body = { ...fetchBody(offsets), topics: [{ topic: offsets.name, topicId: ZERO, partitions }] };
    await play.ask('what is kept', client, 'Fetch', 11, body, {
      see: ({ responses }) => {
        const all = responses
          .flatMap((each) => each.partitions)
          .flatMap(({ records }) => versionsIn(Buffer.concat(records ?? []), groupId));
        return [...new Set(all)];
      },
    });
  },
};

function versionsIn(bytes: Buffer, groupId: string): string[] {
  const records = [...batchesIn(bytes)].flatMap((batch) => [...readRecords(batch)]);
  return records.flatMap(({ key, value }) => {
    if (key === null || value === null || !key.includes(groupId)) return [];
    const type = key.readInt16BE();
    const version = value.readInt16BE();
    const size = type === OFFSET_COMMIT ? `, ${value.length - VERSION_BYTES} bytes` : '';
    return [`type ${type}, version ${version}${size}`];
  });
}
