import { setTimeout as delay } from 'node:timers/promises';
import type { Play, Script } from '../play.ts';
import type { RawClient } from '../raw-client.ts';
import { batch, fetchBody, produceBody, versions, ZERO } from './shapes.ts';

type Part = readonly [entityType: string, entityName: string | null];

/** One entity of AlterClientQuotas; null removes a quota. */
function entry(parts: readonly Part[], quotas: Readonly<Record<string, number | null>>) {
  return {
    entity: parts.map(([entityType, entityName]) => ({ entityType, entityName })),
    ops: Object.entries(quotas).map(([key, value]) => ({ key, value: value ?? 0, remove: value === null })),
  };
}

type Entry = ReturnType<typeof entry>;

const RATE = { producer_byte_rate: 1000 };
const CONNECTIONS = { connection_creation_rate: 5000 };

/** What AlterClientQuotas accepts and refuses; `own` makes a name that no other script uses. */
function alterations(own: (base: string) => string): Record<string, readonly Entry[]> {
  const user = (quotas: Record<string, number | null>) => [entry([['user', own('u')]], quotas)];
  const ip = (address: string | null, quotas: Record<string, number | null> = CONNECTIONS) => [
    entry([['ip', address]], quotas),
  ];
  const op = { key: 'producer_byte_rate', value: 5, remove: false };
  const addresses = ['10.0.0.1', '1.2', '16909060', '01.2.3.4', '::1', '[::1]', '::ffff:1.2.3.4', 'FE80::1', '::1%0'];
  const noAddresses = [
    '1.2.3.4.5',
    '999.1.1.1',
    '1.2.65536',
    '4294967296',
    '1::2::3',
    ':::',
    '[1.2.3.4]',
    ' 1.2.3.4',
    '-1',
  ];
  return {
    nothing: [],
    'an empty entity': [entry([], RATE)],
    'an unknown type': [entry([['planet', 'x']], RATE)],
    'an empty type': [entry([['', 'x']], RATE)],
    'an unknown type beside a user': [
      entry(
        [
          ['user', own('u')],
          ['planet', 'y'],
        ],
        RATE,
      ),
    ],
    'an empty user': [entry([['user', '']], RATE)],
    'an empty client id': [entry([['client-id', '']], RATE)],
    'an empty address': ip(''),
    'an unknown key': user({ nope: 1 }),
    'an empty key': user({ '': 1 }),
    zero: user({ producer_byte_rate: 0 }),
    negative: user({ producer_byte_rate: -1 }),
    'not a number': user({ producer_byte_rate: NaN }),
    infinite: user({ request_percentage: Infinity }),
    'a fraction of bytes': user({ producer_byte_rate: 1.5 }),
    'just above a whole number': user({ consumer_byte_rate: 1.0000001 }),
    'just below a whole number': user({ consumer_byte_rate: 99.9999999 }),
    'more than a long': user({ producer_byte_rate: 1e19 }),
    '2^63': user({ producer_byte_rate: 2 ** 63 }),
    'fractions where they may be': user({ request_percentage: 0.5, controller_mutation_rate: 0.25 }),
    "an address's key for a user": user(CONNECTIONS),
    "a user's key for an address": ip('10.0.0.1', RATE),
    'a fraction of a connection': ip('10.0.0.1', { connection_creation_rate: 5.5 }),
    'more than an int': ip('10.0.0.1', { connection_creation_rate: 3e9 }),
    'an address and a user': [
      entry(
        [
          ['ip', '10.0.0.1'],
          ['user', own('u')],
        ],
        CONNECTIONS,
      ),
    ],
    ...Object.fromEntries(addresses.map((address) => [`address ${address}`, ip(address)])),
    ...Object.fromEntries(noAddresses.map((address) => [`no address ${address}`, ip(address)])),
    localhost: ip('localhost'),
    'every address': ip(null, { connection_creation_rate: 1_000_000 }),
    'a user': user({ producer_byte_rate: 1_000_000 }),
    'a user named as the default was once': [entry([['user', '<default>']], RATE)],
    'every user': [entry([['user', null]], { controller_mutation_rate: 1e6 })],
    'a client id': [entry([['client-id', own('c')]], { consumer_byte_rate: 1_000_000 })],
    'every client id': [entry([['client-id', null]], { producer_byte_rate: 1e12 })],
    'a client id of a user': [
      entry(
        [
          ['client-id', own('c')],
          ['user', own('u')],
        ],
        { consumer_byte_rate: 7 },
      ),
    ],
    'the same the other way round': [
      entry(
        [
          ['user', own('u')],
          ['client-id', own('c')],
        ],
        { consumer_byte_rate: 8 },
      ),
    ],
    'every client id of every user': [
      entry(
        [
          ['user', null],
          ['client-id', null],
        ],
        { producer_byte_rate: 1e12 },
      ),
    ],
    'every client id of a user': [
      entry(
        [
          ['user', own('u')],
          ['client-id', null],
        ],
        RATE,
      ),
    ],
    'two users in one': [
      entry(
        [
          ['user', own('first')],
          ['user', own('second')],
        ],
        RATE,
      ),
    ],
    'no operations': user({}),
    'an operation twice': [{ ...entry([['user', own('twice')]], {}), ops: [op, op] }],
    'one good and one bad': [entry([['user', own('half')]], { ...RATE, nope: 1 })],
    'removal of nothing': [entry([['user', own('nobody')]], { producer_byte_rate: null })],
    'removal of an unknown key': user({ nope: null }),
    removal: user({ controller_mutation_rate: null }),
    'a good and a bad entity': [entry([['user', own('good')]], RATE), entry([], RATE)],
    'an entity twice': [entry([['user', own('g2')]], RATE), entry([['user', own('g2')]], { consumer_byte_rate: 3 })],
    'an entity twice, first wrong': [entry([['user', own('g3')]], { nope: 1 }), entry([['user', own('g3')]], RATE)],
  };
}

function component(entityType: string, matchType: number, match: string | null = null) {
  return { entityType, matchType, match };
}

const [EXACT, DEFAULT, ANY] = [0, 1, 2];

function filters(own: (base: string) => string): Record<string, ReturnType<typeof component>[]> {
  const [u, c] = [own('u'), own('c')];
  return {
    everything: [],
    'a user': [component('user', EXACT, u)],
    'every user': [component('user', DEFAULT)],
    'any user': [component('user', ANY)],
    'a client id': [component('client-id', EXACT, c)],
    'any client id': [component('client-id', ANY)],
    'a user and a client id': [component('user', EXACT, u), component('client-id', EXACT, c)],
    'a user and any client id': [component('user', EXACT, u), component('client-id', ANY)],
    'both defaults': [component('client-id', DEFAULT), component('user', DEFAULT)],
    'any address': [component('ip', ANY)],
    'every address': [component('ip', DEFAULT)],
    'a name that is not there': [component('user', EXACT, own('nobody'))],
    'an empty name': [component('user', EXACT, '')],
    'an address and a user': [component('ip', ANY), component('user', ANY)],
    'a type twice': [component('user', ANY), component('user', DEFAULT)],
    'an unknown type': [component('planet', ANY)],
    'an unknown type and a wrong match': [component('planet', 7)],
    'an empty type': [component('', ANY)],
    'match type 3': [component('user', 3)],
    'match type -1': [component('user', -1)],
    'exactly nothing': [component('user', EXACT)],
    'the default, by name': [component('user', DEFAULT, 'x')],
    'any, by name': [component('user', ANY, 'x')],
  };
}

/** Quotas hold for the whole broker: what this script has set must not reach the next one. */
async function removeAll(play: Play, client: RawClient): Promise<void> {
  const { entries } = await play.settle(client, 'DescribeClientQuotas', 1, { components: [], strict: false });
  const removals = (entries ?? []).map(({ entity, values }) => ({
    entity,
    ops: values.map(({ key }) => ({ key, value: 0, remove: true })),
  }));
  await play.settle(client, 'AlterClientQuotas', 1, { entries: removals, validateOnly: false });
}

const CLIENT_QUOTAS: Script = {
  name: 'client-quotas',
  async run(play) {
    const client = await play.connect();
    for (const version of versions(0, 1)) {
      const own = (base: string): string => play.name(`${base}${version}`);
      for (const [label, entries] of Object.entries(alterations(own))) {
        await play.ask(`${label}, validated`, client, 'AlterClientQuotas', version, { entries, validateOnly: true });
      }
      await play.ask('nothing is set', client, 'DescribeClientQuotas', version, { components: [], strict: false });
      for (const [label, entries] of Object.entries(alterations(own))) {
        await play.ask(label, client, 'AlterClientQuotas', version, { entries, validateOnly: false });
      }
      for (const strict of [false, true]) {
        for (const [label, components] of Object.entries(filters(own))) {
          const name = strict ? `${label}, strict` : label;
          await play.ask(name, client, 'DescribeClientQuotas', version, { components, strict });
        }
      }
      await removeAll(play, client);
    }
  },
};

/** Sets quotas of clients of this script. It takes a moment until Kafka's brokers and controllers know them. */
async function limit(
  play: Play,
  client: RawClient,
  names: readonly string[],
  key: string,
  value: number,
): Promise<void> {
  const entries = names.map((name) => entry([['client-id', play.name(name)]], { [key]: value }));
  await play.settle(client, 'AlterClientQuotas', 1, { entries, validateOnly: false });
}

/** Tries until the quotas have arrived, with another client each time. */
async function untilThrottled(attempt: (name: string) => Promise<number>): Promise<void> {
  for (let count = 0; count < PROBES.length; count++) {
    if ((await attempt(`probe${count}`)) > 0) return;
    await delay(100);
  }
  throw new Error('the quotas did not arrive');
}

const PROBES = Array.from({ length: 50 }, (_, index) => `probe${index}`);

/** Bytes per second; what exceeds ten times as much within a first moment is throttled, for a ms a byte. */
const BOUND = 1000;

const THROTTLED_PRODUCE: Script = {
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

/** The connection that is throttled answers later than one of the same client that asks after it. */
async function showsMute(play: Play, name: string, exceed: (client: RawClient) => Promise<unknown>): Promise<void> {
  const client = await play.connect(play.name(name));
  const other = await play.connect(play.name(name));
  await exceed(client);
  const answered: string[] = [];
  const ask = async (who: string, asked: RawClient): Promise<void> => {
    await asked.ask('ApiVersions', 3, { clientSoftwareName: 'raw', clientSoftwareVersion: '1' });
    answered.push(who);
  };
  await Promise.all([ask('the throttled connection', client), ask('the other connection', other)]);
  play.noteText(`${name}: the order of answers`, answered.join(', '));
}

const FETCH_VERSIONS = versions(4, 18);

const THROTTLED_FETCH: Script = {
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

const THROTTLED_MUTATIONS: Script = {
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

export const QUOTA_SCRIPTS: readonly Script[] = [
  CLIENT_QUOTAS,
  THROTTLED_PRODUCE,
  THROTTLED_FETCH,
  THROTTLED_MUTATIONS,
];
