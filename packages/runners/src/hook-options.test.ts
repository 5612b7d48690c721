import { expect, test } from 'vitest';

import { type HookOptions, splitOptions } from './hook-options.ts';

test('options of hooks are taken out, the rest is for the broker', () => {
  expect(splitOptions({ topics: ['orders'], isolation: 'none', env: ['A'], port: 1 })).toEqual({
    isolation: 'none',
    env: ['A'],
    brokerOptions: { topics: ['orders'], port: 1 },
  });
  expect(splitOptions({ topics: ['orders'] })).toEqual({
    isolation: 'reset',
    env: undefined,
    brokerOptions: { topics: ['orders'] },
  });
});

test.each([
  {
    options: ['orders'],
    code: 'ERR_INVALID_OPTION',
    message: `the options of useBroker() must be an object, not ["orders"]; such as { topics: ['orders'] }`,
  },
  {
    options: null,
    code: 'ERR_INVALID_OPTION',
    message: `the options of useBroker() must be an object, not null; such as { topics: ['orders'] }`,
  },
  {
    options: { isolation: 'resets' },
    code: 'ERR_INVALID_OPTION',
    message: `isolation: "resets" is none of 'reset', 'fresh', 'window', 'none'`,
  },
  {
    options: { leftovers: 'warm' },
    code: 'ERR_INVALID_OPTION',
    message: `leftovers: "warm" is none of 'ignore', 'warn', 'error'`,
  },
  {
    options: { env: 'KAFKA_BROKERS' },
    code: 'ERR_INVALID_OPTION',
    message: `env: "KAFKA_BROKERS" is not names of variables; give a list of names, ['KAFKA_BROKERS'], or a record of new names, { KAFKA_BROKERS: 'ORDERS_KAFKA' }`,
  },
  {
    options: { env: { ORDERS_KAFKA: 'KAFKA_BROKERS' } },
    code: 'ERR_INVALID_OPTION',
    message: `env: {"ORDERS_KAFKA":"KAFKA_BROKERS"} renames what is neither of KAFKA_BROKERS, KAFKA_BOOTSTRAP_SERVERS; give a list of names, ['KAFKA_BROKERS'], or a record of new names, { KAFKA_BROKERS: 'ORDERS_KAFKA' }`,
  },
  {
    options: { env: { KAFKA_BROKERS: 9092 } },
    code: 'ERR_INVALID_OPTION',
    message: `env: {"KAFKA_BROKERS":9092} is not names of variables; give a list of names, ['KAFKA_BROKERS'], or a record of new names, { KAFKA_BROKERS: 'ORDERS_KAFKA' }`,
  },
])('$options is refused', ({ options, code, message }) => {
  let thrown: unknown;
  try {
    splitOptions(options as HookOptions);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ name: 'BrokerError', code, message: `${code}: ${message}` });
});
