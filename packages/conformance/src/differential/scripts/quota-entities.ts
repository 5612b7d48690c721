import type { Play, Script } from '../play.ts';
import { removeAll } from './quota-shapes.ts';
import { versions } from './shapes.ts';

type Part = readonly [entityType: string, entityName: string | null];
/** Makes a name that no other script uses. */
type Own = (base: string) => string;

function op(key: string, value: number, remove = false) {
  return { key, value, remove };
}

function entity(parts: readonly Part[]) {
  return parts.map(([entityType, entityName]) => ({ entityType, entityName }));
}

type Entry = { readonly entity: ReturnType<typeof entity>; readonly ops: ReturnType<typeof op>[] };

/** What AlterClientQuotas is asked for, one after the other. */
function alterations(own: Own): Record<string, Entry[]> {
  const user: Part = ['user', own('u')];
  const rate = op('producer_byte_rate', 1e6);
  return {
    'no number is removed': [{ entity: entity([user]), ops: [op('producer_byte_rate', NaN, true)] }],
    'a negative one is removed': [{ entity: entity([user]), ops: [op('producer_byte_rate', -1, true)] }],
    'what an address cannot have is removed': [
      { entity: entity([['ip', '10.0.0.9']]), ops: [op('producer_byte_rate', 1, true)] },
    ],
    'what a user cannot have is removed': [{ entity: entity([user]), ops: [op('connection_creation_rate', 1, true)] }],
    'set and removed': [{ entity: entity([user]), ops: [rate, op('producer_byte_rate', 1, true)] }],
    'two kinds': [{ entity: entity([user]), ops: [rate, op('consumer_byte_rate', 2e6)] }],
    'one is removed, one is set': [
      { entity: entity([user]), ops: [op('consumer_byte_rate', 0, true), op('request_percentage', 200)] },
    ],
    'minus zero': [{ entity: entity([user]), ops: [op('request_percentage', -0)] }],
    'less than all': [{ entity: entity([user]), ops: [op('request_percentage', -Infinity)] }],
    'the least': [{ entity: entity([user]), ops: [op('request_percentage', 5e-324)] }],
    'the most': [{ entity: entity([user]), ops: [op('controller_mutation_rate', 1.7976931348623157e308)] }],
    'the most bytes': [{ entity: entity([user]), ops: [op('producer_byte_rate', 9007199254740991)] }],
    'below 2^63': [{ entity: entity([user]), ops: [op('producer_byte_rate', 9223372036854774784)] }],
    'a key in upper case': [{ entity: entity([user]), ops: [op('PRODUCER_BYTE_RATE', 1)] }],
    'a type in upper case': [{ entity: entity([['USER', 'x']]), ops: [rate] }],
    'a null type name twice': [
      {
        entity: entity([
          ['user', null],
          ['user', own('u')],
        ]),
        ops: [rate],
      },
    ],
    'a name, then the default': [
      {
        entity: entity([
          ['user', own('v')],
          ['user', null],
        ]),
        ops: [rate],
      },
    ],
    'three parts': [{ entity: entity([user, ['client-id', own('c')], ['ip', '10.0.0.9']]), ops: [rate] }],
    'an address and a client': [
      {
        entity: entity([
          ['ip', null],
          ['client-id', null],
        ]),
        ops: [rate],
      },
    ],
    'a blank name': [{ entity: entity([['user', ' ']]), ops: [rate] }],
    'a name of signs': [{ entity: entity([['user', `${own('a')}/=,*%ä\u0000`]]), ops: [rate] }],
    'a long name': [{ entity: entity([['client-id', own('x'.repeat(400))]]), ops: [rate] }],
    'the same address, otherwise': [
      { entity: entity([['ip', '10.0.0.7']]), ops: [op('connection_creation_rate', 5000)] },
      { entity: entity([['ip', '10.7']]), ops: [op('connection_creation_rate', 6000)] },
    ],
    'the same in another order': [
      { entity: entity([user, ['client-id', own('c')]]), ops: [rate] },
      { entity: entity([['client-id', own('c')], user]), ops: [rate] },
    ],
    'nothing to do, for nobody': [{ entity: [], ops: [] }],
    'nothing to do, for somebody unknown': [{ entity: entity([['planet', 'x']]), ops: [] }],
    'nothing to do, twice': [
      { entity: entity([user]), ops: [] },
      { entity: entity([user]), ops: [] },
    ],
    'an unknown key beside a removal': [
      { entity: entity([user]), ops: [op('nope', 1), op('producer_byte_rate', 1, true)] },
    ],
    'everything is removed': [
      {
        entity: entity([user]),
        ops: ['producer_byte_rate', 'request_percentage', 'controller_mutation_rate', 'consumer_byte_rate'].map((key) =>
          op(key, 0, true),
        ),
      },
    ],
  };
}

type Component = readonly [entityType: string, matchType: number, match: string | null];

function filter(label: string, ...components: readonly Component[]) {
  return { label, components: components.map(([entityType, matchType, match]) => ({ entityType, matchType, match })) };
}

function filters(own: Own): readonly ReturnType<typeof filter>[] {
  return [
    filter('an address, otherwise', ['ip', 0, '10.7']),
    filter('an address', ['ip', 0, '10.0.0.7']),
    filter('no address', ['ip', 0, 'x']),
    filter('an empty address', ['ip', 0, '']),
    filter('an address of nobody', ['ip', 0, null]),
    filter('a type twice, the same', ['user', 2, null], ['user', 2, null]),
    filter('an unknown type, exactly', ['planet', 0, 'x']),
    filter('an unknown type beside another', ['user', 2, null], ['planet', 2, null]),
    filter('a type in upper case', ['USER', 2, null]),
    filter('match type 127', ['user', 127, 'x']),
    filter('an address and a client, exactly', ['ip', 0, '10.0.0.7'], ['client-id', 0, own('c')]),
    filter('an address and a client, any', ['client-id', 2, null], ['ip', 2, null]),
    filter('all three', ['client-id', 2, null], ['user', 2, null], ['ip', 2, null]),
    filter('a blank name', ['user', 0, ' ']),
    filter('a client of any user', ['client-id', 0, own('c')], ['user', 2, null]),
    filter('any client of every user', ['client-id', 2, null], ['user', 1, null]),
  ];
}

async function quotaEntities(play: Play): Promise<void> {
  const client = await play.connect();
  for (const version of versions(0, 1)) {
    const own = (base: string): string => play.name(`${base}${version}`);
    for (const [label, entries] of Object.entries(alterations(own))) {
      for (const validateOnly of [true, false])
        await play.ask(`${label}${validateOnly ? ', validated' : ''}`, client, 'AlterClientQuotas', version, {
          entries,
          validateOnly,
        });
      const body = { components: [], strict: false };
      await play.createTopic(client, `known-${play.steps.length}`);
      await play.ask(`${label}: what is set`, client, 'DescribeClientQuotas', version, body);
    }
    for (const { label, components } of filters(own))
      for (const strict of [false, true])
        await play.ask(`${label}${strict ? ', strict' : ''}`, client, 'DescribeClientQuotas', version, {
          components,
          strict,
        });
    await removeAll(play, client);
  }
}

/** Entities and values at the edges; quotas hold for the whole broker, so that it is one of its own. */
export const QUOTA_ENTITIES: Script = {
  name: 'quota-entities',
  config: { 'queued.max.requests': '500' },
  run: quotaEntities,
};
