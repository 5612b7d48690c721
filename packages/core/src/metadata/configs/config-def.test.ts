import { describe, expect, test } from 'vitest';
import { ConfigDef, ConfigType } from './config-def.ts';
import { validateConfigValue } from './config-value.ts';
import { brokerConfigDef, clientMetricsConfigDef, groupConfigDef, topicConfigDef } from './known-configs.ts';

describe.each<{ kind: string; def: () => ConfigDef; count: number }>([
  { kind: 'topic', def: topicConfigDef, count: 37 },
  { kind: 'broker', def: brokerConfigDef, count: 350 },
  { kind: 'group', def: groupConfigDef, count: 21 },
  { kind: 'client-metrics', def: clientMetricsConfigDef, count: 3 },
])('the table of $kind configs', ({ def, count }) => {
  test('has as many as Kafka 4.4, sorted by name (32-describe-configs.test.ts compares them one by one)', () => {
    const names = [...def().names()];
    expect(names).toHaveLength(count);
    expect(names).toEqual(names.toSorted());
  });

  test('has defaults that keep its own rules', () => {
    const problems = def()
      .keys()
      .map((key) => (key.defaultValue === null ? undefined : validateConfigValue(key, key.defaultValue)));
    expect(problems).toEqual(problems.map(() => undefined));
  });

  test('names broker configs that there are', () => {
    const brokerNames = def()
      .keys()
      .map(({ brokerName }) => brokerName)
      .filter((name) => name !== undefined);
    expect(brokerNames.filter((name) => !brokerConfigDef().has(name))).toEqual([]);
  });
});

test('a table names types by letter and rules by sign', () => {
  const def = new ConfigDef('\na.b.names L "" {x,y} =other\na.b.size i 5 >=1 <=9 or=-1\na.secret p\nz S null =\n');
  const plain = {
    isReadOnly: false,
    min: undefined,
    max: undefined,
    besides: undefined,
    validValues: undefined,
    brokerName: undefined,
  };
  expect(def.keys()).toEqual([
    {
      ...plain,
      name: 'a.b.names',
      type: ConfigType.LIST,
      defaultValue: '',
      isReadOnly: true,
      validValues: ['x', 'y'],
      brokerName: 'other',
    },
    { ...plain, name: 'a.b.size', type: ConfigType.INT, defaultValue: '5', min: 1, max: 9, besides: -1 },
    { ...plain, name: 'a.secret', type: ConfigType.PASSWORD, defaultValue: null },
    { ...plain, name: 'z', type: ConfigType.STRING, defaultValue: 'null', isReadOnly: true, brokerName: 'z' },
  ]);
  expect(['a.b', 'b.size', 'a.b.size i', 'a.secret p\nz', ''].filter((name) => def.has(name))).toEqual([]);
});
