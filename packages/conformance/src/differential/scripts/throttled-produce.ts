import type { Script } from '../play.ts';
import { BOUND, limit, PROBES, removeAll, showsMute, untilThrottled } from './quota-shapes.ts';
import { batch, produceBody, versions } from './shapes.ts';

export const THROTTLED_PRODUCE: Script = {
  name: 'throttled-produce',
  async run(play) {
    const admin = await play.connect();
    const topic = await play.createTopic(admin, 't');
    // How often this is asked until the quota is known everywhere is by chance, so it must not move the offsets of the other.
    const probed = await play.createTopic(admin, 'probed');
    const all = versions(3, 13);
    await limit(
      play,
      admin,
      [...all.map((version) => `v${version}`), 'mute', 'silent', ...PROBES],
      'producer_byte_rate',
      BOUND,
    );
    const body = (valueSize: number, acks = -1, to = topic) =>
      produceBody(to, batch(['x'.repeat(valueSize)]), { acks });
    await untilThrottled(async (name) => {
      const outcome = await (await play.connect(play.name(name))).ask('Produce', 9, body(11_000, -1, probed));
      return outcome.kind === 'answered' ? outcome.response.throttleTimeMs : 0;
    });
    for (const version of all) {
      const client = await play.connect(play.name(`v${version}`));
      await play.ask('within the quota', client, 'Produce', version, body(1000));
      const other = await play.connect(play.name(`v${version}`));
      await play.ask('over the quota', other, 'Produce', version, body(11_000));
      await play.ask('on another connection', client, 'Produce', version, body(10));
    }
    await showsMute(play, 'mute', (client) => client.ask('Produce', 9, body(10_400)));
    await showsMute(play, 'silent', async (client) => void client.send('Produce', 9, body(10_400, 0)));
    await removeAll(play, admin);
  },
};
