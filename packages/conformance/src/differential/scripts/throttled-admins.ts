import type { Play, Script } from '../play.ts';
import type { RawClient } from '../raw-client.ts';
import { limit, PROBES, removeAll, showsMute, untilThrottled } from './quota-shapes.ts';
import { ZERO } from './shapes.ts';

/** Partitions per second; eleven times as many may be made at once. */
const RATE = 10;
/** Takes more than there is: a second and a half are owed. */
const TOO_MANY = 125;

function create(play: Play, base: string, numPartitions: number) {
  const topic = { name: play.name(base), numPartitions, replicationFactor: 1, assignments: [], configs: [] };
  return { topics: [topic], timeoutMs: 5000, validateOnly: true };
}

/** Of requests that change topics the connection is muted, whether the quota lets them through or not (KIP-599). */
export const THROTTLED_ADMINS: Script = {
  name: 'throttled-admins',
  config: { 'queued.max.requests': '500' },
  async run(play) {
    const admin = await play.connect();
    const topic = await play.createTopic(admin, 't');
    const names = ['permissive', 'strict', 'first', 'deletes', 'adds', 'others'];
    await limit(play, admin, [...names, ...PROBES], 'controller_mutation_rate', RATE);
    await untilThrottled(async (name) => {
      const client = await play.connect(play.name(name));
      const outcome = await client.ask('CreateTopics', 5, create(play, name, TOO_MANY));
      client.close();
      return outcome.kind === 'answered' ? outcome.response.throttleTimeMs : 0;
    });
    const mutes = (name: string, exceed: (client: RawClient) => Promise<unknown>) => showsMute(play, name, exceed);
    await mutes('permissive', (client) => play.ask('too many', client, 'CreateTopics', 5, create(play, 'x', TOO_MANY)));
    await mutes('first', (client) =>
      play.ask('too many, the first', client, 'CreateTopics', 7, create(play, 'x', TOO_MANY)),
    );
    await mutes('strict', async (client) => {
      const before = await play.connect(play.name('strict'));
      await play.ask('too many, before', before, 'CreateTopics', 7, create(play, 'x', TOO_MANY));
      await play.ask('one more', client, 'CreateTopics', 7, create(play, 'x', 1));
    });
    await mutes('deletes', async (client) => {
      const before = await play.connect(play.name('deletes'));
      await before.ask('CreateTopics', 7, create(play, 'x', TOO_MANY));
      await play.ask('delete', client, 'DeleteTopics', 6, {
        topics: [{ name: topic.name, topicId: ZERO }],
        topicNames: [],
        timeoutMs: 5000,
      });
    });
    await mutes('adds', async (client) => {
      const before = await play.connect(play.name('adds'));
      await before.ask('CreateTopics', 7, create(play, 'x', TOO_MANY));
      await play.ask('add', client, 'CreatePartitions', 3, {
        topics: [{ name: topic.name, count: 2, assignments: null }],
        timeoutMs: 5000,
        validateOnly: true,
      });
    });
    await mutes('others', async (client) => {
      const before = await play.connect(play.name('others'));
      await before.ask('CreateTopics', 7, create(play, 'x', TOO_MANY));
      await play.ask('what is no mutation', client, 'ListConfigResources', 1, { resourceTypes: [16] });
      const resources = [{ resourceType: 2, resourceName: topic.name, configs: [] }];
      await play.ask('configs', client, 'IncrementalAlterConfigs', 1, { resources, validateOnly: true });
    });
    await removeAll(play, admin);
  },
};
