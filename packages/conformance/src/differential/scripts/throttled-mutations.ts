import type { Play, Script } from '../play.ts';
import { limit, PROBES, removeAll, untilThrottled } from './quota-shapes.ts';
import { versions, ZERO } from './shapes.ts';

export const THROTTLED_MUTATIONS: Script = {
  name: 'throttled-mutations',
  async run(play) {
    const admin = await play.connect();
    const [creating, deleting, adding] = [versions(2, 7), versions(1, 6), versions(0, 3)];
    const names = [
      ...creating.map((version) => `create${version}`),
      ...deleting.map((version) => `delete${version}`),
      ...adding.map((version) => `add${version}`),
    ];
    await limit(play, admin, [...names, 'several', ...PROBES], 'controller_mutation_rate', 0.01);
    await untilThrottled(async (name) => {
      await exhaust(play, name);
      const outcome = await (await play.connect(play.name(name))).ask('CreateTopics', 7, create(play, [name], true));
      return outcome.kind === 'answered' ? outcome.response.throttleTimeMs : 0;
    });
    for (const version of creating) {
      await exhaust(play, `create${version}`);
      await asks(play, `create${version}`, 'CreateTopics', version, [
        ['a topic', create(play, [`c${version}`])],
        ['one that is there', create(play, [`c${version}`])],
        ['without partitions', create(play, [`d${version}`], false, 0)],
        ['only validated', create(play, [`d${version}`], true)],
        ['two', create(play, [`e${version}`, `f${version}`])],
      ]);
    }
    for (const version of deleting) {
      for (const name of ['x', 'y']) await play.createTopic(admin, `${name}${version}`);
      await exhaust(play, `delete${version}`);
      await asks(play, `delete${version}`, 'DeleteTopics', version, [
        ['a topic', remove(play, version, [`x${version}`])],
        ['one that is not there', remove(play, version, [`z${version}`])],
        ['two', remove(play, version, [`x${version}`, `y${version}`])],
      ]);
    }
    for (const version of adding) {
      const { name } = await play.createTopic(admin, `p${version}`);
      await exhaust(play, `add${version}`);
      const body = (count: number, validateOnly = false) => ({
        topics: [{ name, count, assignments: null }],
        timeoutMs: 5000,
        validateOnly,
      });
      await asks(play, `add${version}`, 'CreatePartitions', version, [
        ['only validated', body(2, true)],
        ['a partition', body(2)],
        ['as many as there are', body(1)],
        ['two', body(3)],
      ]);
    }
    await several(play);
    await removeAll(play, admin);
  },
};

type MutationApi = 'CreateTopics' | 'DeleteTopics' | 'CreatePartitions';

/** Each on a connection of its own, since the one before may be mute. */
async function asks<A extends MutationApi>(
  play: Play,
  clientName: string,
  api: A,
  version: number,
  bodies: readonly (readonly [string, Parameters<typeof play.ask<A>>[4]])[],
): Promise<void> {
  for (const [label, body] of bodies) {
    const client = await play.connect(play.name(clientName));
    await play.ask(label, client, api, version, body);
    client.close();
  }
}

/** Of a client that may create none yet, each takes what is left. */
async function several(play: Play): Promise<void> {
  const client = await play.connect(play.name('several'));
  await play.ask('several at once', client, 'CreateTopics', 7, create(play, ['s1', 's2', 's3'], true));
}

/** Takes more than there is, without creating anything. */
async function exhaust(play: Play, clientName: string): Promise<void> {
  const client = await play.connect(play.name(clientName));
  await client.ask('CreateTopics', 7, create(play, [`exhaust-${clientName}`], true, 5));
  client.close();
}

function create(play: Play, bases: readonly string[], validateOnly = false, numPartitions = 1) {
  const shape = { numPartitions, replicationFactor: 1, assignments: [], configs: [] };
  return { topics: bases.map((base) => ({ ...shape, name: play.name(base) })), timeoutMs: 5000, validateOnly };
}

function remove(play: Play, version: number, bases: readonly string[]) {
  const names = bases.map((base) => play.name(base));
  return version >= 6
    ? { topics: names.map((name) => ({ name, topicId: ZERO })), topicNames: [], timeoutMs: 5000 }
    : { topics: [], topicNames: names, timeoutMs: 5000 };
}
