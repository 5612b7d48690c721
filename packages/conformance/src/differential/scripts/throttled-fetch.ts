import type { Play, Script } from '../play.ts';
import { BOUND, limit, PROBES, removeAll, showsMute, untilThrottled } from './quota-shapes.ts';
import { batch, fetchBody, produceBody, versions, ZERO } from './shapes.ts';

const FETCH_VERSIONS = versions(4, 18);

export const THROTTLED_FETCH: Script = {
  name: 'throttled-fetch',
  async run(play) {
    const admin = await play.connect();
    const topic = await play.createTopic(admin, 't');
    for (let count = 0; count < 4; count++) {
      await play.settle(admin, 'Produce', 9, produceBody({ ...topic, topicId: ZERO }, batch(['x'.repeat(4000)])));
    }
    const names = FETCH_VERSIONS.flatMap((version) => [`whole${version}`, `session${version}`]);
    await limit(play, admin, [...names, 'mute', ...PROBES], 'consumer_byte_rate', BOUND);
    const once = { sessionId: 0, sessionEpoch: -1 };
    await untilThrottled(async (name) => {
      const outcome = await (await play.connect(play.name(name))).ask('Fetch', 11, { ...fetchBody(topic), ...once });
      return outcome.kind === 'answered' ? outcome.response.throttleTimeMs : 0;
    });
    for (const version of FETCH_VERSIONS) {
      const client = await play.connect(play.name(`whole${version}`));
      const first = await play.ask('a window of bytes', client, 'Fetch', version, { ...fetchBody(topic), ...once });
      // Nothing was counted before, so that it is the size of the answer that says for how long.
      play.noteText('for how long', first?.throttleTimeMs);
      if (version >= 7) await throttledSession(play, topic, version);
    }
    await showsMute(play, 'mute', (client) => client.ask('Fetch', 11, { ...fetchBody(topic), ...once }));
    await removeAll(play, admin);
  },
};

async function throttledSession(play: Play, topic: { name: string; topicId: string }, version: number): Promise<void> {
  const connect = () => play.connect(play.name(`session${version}`));
  const ask = async (label: string, body: ReturnType<typeof fetchBody>) =>
    play.ask(label, await connect(), 'Fetch', version, body);
  const part = { partitionMaxBytes: 8000 };
  const opened = await ask('a session opens', fetchBody(topic, { ...part, sessionId: 0, sessionEpoch: 0 }));
  const sessionId = opened?.sessionId ?? 0;
  await ask('it goes on, throttled', fetchBody(topic, { ...part, sessionId, sessionEpoch: 1 }));
  await ask('the same epoch again', fetchBody(topic, { ...part, sessionId, sessionEpoch: 1 }));
  await ask('the next epoch, throttled', fetchBody(topic, { ...part, sessionId, sessionEpoch: 2 }));
  await ask('without a session, throttled', fetchBody(topic, { ...part, sessionId: 0, sessionEpoch: -1 }));
  await ask('a session that would open, throttled', fetchBody(topic, { ...part, sessionId: 0, sessionEpoch: 0 }));
}
