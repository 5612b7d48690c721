import type { Script } from '../play.ts';
import { entry, type Entry, removeAll } from './quota-shapes.ts';
import { versions } from './shapes.ts';

const RATE = { producer_byte_rate: 1000 };
const CONNECTIONS = { connection_creation_rate: 5000 };

type Alterations = Readonly<Record<string, readonly Entry[]>>;
type Quotas = Parameters<typeof entry>[1];
/** Makes a name that no other script uses. */
type Own = (base: string) => string;

const ip = (address: string | null, quotas: Quotas = CONNECTIONS): readonly Entry[] => [
  entry([['ip', address]], quotas),
];

/** What AlterClientQuotas accepts and refuses. */
function alterations(own: Own): Alterations {
  return {
    ...wrongEntities(own),
    ...values(own),
    ...addresses(),
    ...entities(own),
    ...combinations(own),
  };
}

function wrongEntities(own: Own): Alterations {
  const user = ['user', own('u')] as const;
  return {
    nothing: [],
    'an empty entity': [entry([], RATE)],
    'an unknown type': [entry([['planet', 'x']], RATE)],
    'an empty type': [entry([['', 'x']], RATE)],
    'an unknown type beside a user': [entry([user, ['planet', 'y']], RATE)],
    'an empty user': [entry([['user', '']], RATE)],
    'an empty client id': [entry([['client-id', '']], RATE)],
    'an empty address': ip(''),
  };
}

function values(own: Own): Alterations {
  const userPart = ['user', own('u')] as const;
  const user = (quotas: Quotas): readonly Entry[] => [entry([userPart], quotas)];
  return {
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
    'an address and a user': [entry([['ip', '10.0.0.1'], userPart], CONNECTIONS)],
  };
}

const ADDRESSES = ['10.0.0.1', '1.2', '16909060', '01.2.3.4', '::1', '[::1]', '::ffff:1.2.3.4', 'FE80::1', '::1%0'];
const NO_ADDRESSES = '1.2.3.4.5,999.1.1.1,1.2.65536,4294967296,1::2::3,:::,[1.2.3.4], 1.2.3.4,-1'.split(',');

function addresses(): Alterations {
  return {
    ...Object.fromEntries(ADDRESSES.map((address) => [`address ${address}`, ip(address)])),
    ...Object.fromEntries(NO_ADDRESSES.map((address) => [`no address ${address}`, ip(address)])),
    localhost: ip('localhost'),
    'every address': ip(null, { connection_creation_rate: 1_000_000 }),
  };
}

function entities(own: Own): Alterations {
  const [user, everyUser] = [['user', own('u')] as const, ['user', null] as const];
  const [client, everyClient] = [['client-id', own('c')] as const, ['client-id', null] as const];
  return {
    'a user': [entry([user], { producer_byte_rate: 1_000_000 })],
    'a user named as the default was once': [entry([['user', '<default>']], RATE)],
    'every user': [entry([everyUser], { controller_mutation_rate: 1e6 })],
    'a client id': [entry([client], { consumer_byte_rate: 1_000_000 })],
    'every client id': [entry([everyClient], { producer_byte_rate: 1e12 })],
    'a client id of a user': [entry([client, user], { consumer_byte_rate: 7 })],
    'the same the other way round': [entry([user, client], { consumer_byte_rate: 8 })],
    'every client id of every user': [entry([everyUser, everyClient], { producer_byte_rate: 1e12 })],
    'every client id of a user': [entry([user, everyClient], RATE)],
  };
}

function combinations(own: Own): Alterations {
  const user = (name: string, quotas: Quotas): Entry => entry([['user', own(name)]], quotas);
  const [first, second] = [['user', own('first')] as const, ['user', own('second')] as const];
  const op = { key: 'producer_byte_rate', value: 5, remove: false };
  return {
    'two users in one': [entry([first, second], RATE)],
    'no operations': [user('u', {})],
    'an operation twice': [{ ...user('twice', {}), ops: [op, op] }],
    'one good and one bad': [user('half', { ...RATE, nope: 1 })],
    'removal of nothing': [user('nobody', { producer_byte_rate: null })],
    'removal of an unknown key': [user('u', { nope: null })],
    removal: [user('u', { controller_mutation_rate: null })],
    'a good and a bad entity': [user('good', RATE), entry([], RATE)],
    'an entity twice': [user('g2', RATE), user('g2', { consumer_byte_rate: 3 })],
    'an entity twice, first wrong': [user('g3', { nope: 1 }), user('g3', RATE)],
  };
}

function component(entityType: string, matchType: number, match: string | null = null) {
  return { entityType, matchType, match };
}

const [EXACT, DEFAULT, ANY] = [0, 1, 2];

function filters(own: Own): Record<string, ReturnType<typeof component>[]> {
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

/** AlterClientQuotas and DescribeClientQuotas. */
export const CLIENT_QUOTAS: Script = {
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
