import type { Play, Script } from '../differential/play.ts';
import type { RawClient } from '../differential/raw-client.ts';
import { FAR_FUTURE, fetchBody, produceBody, ZERO } from '../differential/scripts/shapes.ts';
import { messageSet } from './old-produce.ts';

const CODECS = ['none', 'gzip'] as const;
const NEGATIVE = 'a time of -2';
const MAGIC_OF = [0, 1, 1] as const;

/** What is stored from an offset on, read as it is and as old clients read it. */
async function stored(play: Play, client: RawClient, name: string, fetchOffset: number): Promise<number> {
  const topic = { name, topicId: ZERO };
  for (const version of [1, 2, 3, 11]) {
    const partition = await play.ask('as stored', client, 'Fetch', version, fetchBody(topic, { fetchOffset }));
    const end = partition?.responses[0]?.partitions[0]?.highWatermark;
    if (version === 11) return end ?? fetchOffset;
  }
  return fetchOffset;
}

/** Old messages whose times or keys the topic does not take, and how they come back when it does. */
const times: Script = {
  name: 'old-odd-times',
  async run(play) {
    const client = await play.connect();
    const configs: Record<string, Record<string, string>> = {
      strict: { 'message.timestamp.before.max.ms': '1000', 'message.timestamp.after.max.ms': '1000' },
      compact: { 'cleanup.policy': 'compact' },
      append: { 'message.timestamp.type': 'LogAppendTime', 'message.timestamp.before.max.ms': '1' },
      gzip: { 'compression.type': 'gzip', 'cleanup.policy': 'compact' },
      lz4: { 'compression.type': 'lz4', 'message.timestamp.type': 'LogAppendTime' },
      plain: { 'compression.type': 'uncompressed' },
    };
    for (const [base, config] of Object.entries(configs)) {
      const { name } = await play.createTopic(client, base, 1, config);
      let end = 0;
      for (const [version, magic] of MAGIC_OF.entries()) {
        for (const compression of CODECS) {
          const sets: Record<string, Buffer> = {
            'of the past': messageSet(magic, ['a', 'b'], { compression }),
            'of the future': messageSet(magic, ['a', 'b'], { compression, timestamp: FAR_FUTURE }),
            'of the future, without a key': messageSet(magic, ['a', null, null], {
              compression,
              timestamp: FAR_FUTURE,
            }),
            'without a key': messageSet(magic, [null, 'b', null], { compression }),
            [NEGATIVE]: messageSet(magic, ['a', 'b'], { compression, timestamp: -2 }),
            'a time of -1 and 0': messageSet(magic, ['a', 'b'], { compression, timestamp: -1 }),
            'offsets with holes': Buffer.concat([
              messageSet(magic, ['a'], { compression, firstOffset: 3 }),
              messageSet(magic, ['b'], { compression, firstOffset: 9 }),
            ]),
          };
          for (const [label, records] of Object.entries(sets)) {
            // Those with times are not refused here: docs/compatibility.md tells of it.
            if (label === NEGATIVE && magic === 1) continue;
            const body = produceBody({ name, topicId: ZERO }, records);
            const answer = await play.ask(`${base}, ${compression}: ${label}`, client, 'Produce', version, body);
            if (answer?.responses[0]?.partitionResponses[0]?.errorCode === 0)
              end = await stored(play, client, name, end);
          }
        }
      }
    }
  },
};

/** The old world, and requests of which one thing is odd. */
export const ODD_OLD_SCRIPTS: readonly Script[] = [times];
