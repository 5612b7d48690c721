import { expect, test } from 'vitest';
import { parseBrokerConfigs } from './parse-broker-configs.ts';

test('strings, numbers and booleans become text', () => {
  const given = { 'auto.create.topics.enable': false, 'num.partitions': 3, 'compression.type': 'zstd' };
  expect(parseBrokerConfigs(given)).toEqual({
    configs: new Map([
      ['auto.create.topics.enable', 'false'],
      ['num.partitions', '3'],
      ['compression.type', 'zstd'],
    ]),
    problems: [],
    warnings: [],
  });
});

test.each([
  { name: 'num.partition', suggestion: 'num.partitions' },
  { name: 'auto.create.topic.enable', suggestion: 'auto.create.topics.enable' },
  { name: 'retention.ms', suggestion: 'log.retention.ms' },
  { name: 'max.message.bytes', suggestion: 'message.max.bytes' },
  { name: 'zzz', suggestion: undefined },
])('the unknown $name is a problem; meant was $suggestion', ({ name, suggestion }) => {
  const { configs, problems } = parseBrokerConfigs({ [name]: 1 });
  expect(problems).toEqual([{ name, value: 1, problem: `${name} is no broker config of Kafka`, suggestion }]);
  expect(configs.size).toBe(0);
});

test.each([
  { name: 'listeners', value: 'PLAINTEXT://:9092', way: 'use the options `host` and `port` of createBroker()' },
  {
    name: 'advertised.listeners',
    value: '',
    way: 'use the options `advertisedHost` and `advertisedPort` of createBroker()',
  },
  { name: 'node.id', value: 1, way: 'use the option `nodeId` of createBroker()' },
  { name: 'broker.id', value: 1, way: 'use the option `nodeId` of createBroker()' },
  { name: 'broker.rack', value: 'a', way: 'use the option `rack` of createBroker()' },
  { name: 'process.roles', value: 'broker', way: 'every node is both broker and controller' },
  { name: 'log.dirs', value: '/data', way: 'Testka keeps logs in memory' },
  { name: 'ssl.keystore.password', value: 'x', way: 'use the option `security` of createBroker()' },
  { name: 'sasl.enabled.mechanisms', value: 'PLAIN', way: 'use the option `security` of createBroker()' },
  { name: 'listener.name.a.ssl.key.password', value: 'x', way: 'use the option `security` of createBroker()' },
  { name: 'controller.quorum.voters', value: '1@a:1', way: 'the controller is inside and has no listener' },
  { name: 'create.topic.policy.class.name', value: 'a.B', way: 'there is no JVM to load a.B' },
])('$name is refused with the way out', ({ name, value, way }) => {
  const problem = `${name} cannot be set here: ${way}`;
  expect(parseBrokerConfigs({ [name]: value }).problems).toEqual([{ name, value, problem, suggestion: undefined }]);
});

test.each([
  {
    name: 'num.partitions',
    value: 0,
    problem: 'Invalid value 0 for configuration num.partitions: Value must be at least 1',
  },
  {
    name: 'num.partitions',
    value: 1.5,
    problem: 'Invalid value 1.5 for configuration num.partitions: Not a number of type INT',
  },
  {
    name: 'log.cleanup.policy',
    value: 'remove',
    problem: 'Invalid value remove for configuration log.cleanup.policy: String must be one of: compact, delete',
  },
  {
    name: 'group.min.session.timeout.ms',
    value: 2_000_000,
    problem: 'group.min.session.timeout.ms (2000000) must not be more than group.max.session.timeout.ms (1800000)',
  },
  { name: 'num.partitions', value: null as never, problem: 'num.partitions must be a string, a number or a boolean' },
])('$name=$value is a problem', ({ name, value, problem }) => {
  const { problems } = parseBrokerConfigs({ [name]: value });
  expect(problems.map((each) => each.problem)).toEqual([problem]);
});

test('what is known to Kafka and does nothing here is a warning, unless it is the default', () => {
  const { configs, problems, warnings } = parseBrokerConfigs({
    'num.io.threads': 4,
    'log.retention.hours': 1,
    'background.threads': 10,
    'transaction.max.timeout.ms': 5,
  });
  expect(problems).toEqual([]);
  expect(configs.size).toBe(4);
  expect(warnings).toEqual([
    'all brokers: num.io.threads=4 is stored and shown, but it has no effect in Testka yet',
    'all brokers: log.retention.hours=1 is stored and shown, but Testka does not delete old records yet',
    'all brokers: transaction.max.timeout.ms=5 is stored and shown, but Testka has no transactions yet',
  ]);
});

test('a Java class is taken only where it is the default', () => {
  const name = 'principal.builder.class';
  const byDefault = 'org.apache.kafka.common.security.authenticator.DefaultKafkaPrincipalBuilder';
  expect(parseBrokerConfigs({ [name]: byDefault }).problems).toEqual([]);
  expect(parseBrokerConfigs({ [name]: 'a.B' }).problems).toMatchObject([
    { problem: `${name} cannot be set here: there is no JVM to load a.B` },
  ]);
});
