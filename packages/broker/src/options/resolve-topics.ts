import { checkInteger, checkNames, checkTopicName, type Given, isPlainObject, wrong } from '../check.ts';
import { BrokerError } from '../errors.ts';
import { formatValue } from '../format.ts';
import { checkCodec } from '../messages/codecs.ts';
import type { Codec, ProduceMessage } from '../types/message.ts';
import type { TopicOption } from '../types/options.ts';

/** A topic to create, checked. */
export interface TopicSpec {
  readonly name: string;
  /** -1: the broker's default. */
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly config: ReadonlyMap<string, string>;
  readonly key: Codec;
  readonly value: Codec;
  readonly messages: readonly ProduceMessage[];
}

const MAX_INT16 = 0x7fff;
const FIELD_NAMES: readonly (keyof TopicOption)[] = [
  'partitions',
  'replicationFactor',
  'key',
  'value',
  'config',
  'messages',
];

/**
 * Checks a `topics` option: names, or descriptions by name.
 * @param option how the user calls it
 * @throws BrokerError ERR_INVALID_OPTION, ERR_UNKNOWN_OPTION, ERR_INVALID_TOPIC_NAME, ERR_INVALID_CONFIG
 */
export function resolveTopics(topics: unknown, option: string): TopicSpec[] {
  const specs = resolveEach(topics, option);
  checkCollisions(specs, option);
  return specs;
}

/** Kafka's metrics have "_" where names have ".": of two names that differ in nothing else it takes one. */
function checkCollisions(specs: readonly TopicSpec[], option: string): void {
  const seen = new Map<string, string>();
  for (const { name } of specs) {
    const key = name.replaceAll('.', '_');
    const other = seen.get(key);
    if (other !== undefined) {
      const problem = `${option} names "${other}" and "${name}", which Kafka takes for the same in its metrics`;
      throw new BrokerError('ERR_INVALID_OPTION', `${problem}; use either . or _`);
    }
    seen.set(key, name);
  }
}

function resolveEach(topics: unknown, option: string): TopicSpec[] {
  if (Array.isArray(topics)) {
    const names = topics.map((name) => checkTopicName(name));
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined)
      throw new BrokerError('ERR_INVALID_OPTION', `${option} names "${twice}" twice; name each topic once`);
    return names.map((name) => resolveTopic(name, {}, `${option}.${name}`));
  }
  if (!isPlainObject(topics)) {
    throw wrong(
      { name: option, value: topics, code: 'ERR_INVALID_OPTION' },
      'an array of names, or an object such as { orders: { partitions: 3 } }',
    );
  }
  return Object.entries(topics).map(([name, topic]) => resolveTopic(checkTopicName(name), topic, `${option}.${name}`));
}

function resolveTopic(name: string, given: unknown, option: string): TopicSpec {
  const at = (field: string, value: unknown): Given => ({
    name: `${option}.${field}`,
    value,
    code: 'ERR_INVALID_OPTION',
  });
  if (!isPlainObject(given))
    throw wrong({ name: option, value: given, code: 'ERR_INVALID_OPTION' }, 'an object, such as { partitions: 3 }');
  checkNames(Object.keys(given), FIELD_NAMES, option, 'ERR_UNKNOWN_OPTION');
  const { partitions, replicationFactor, key, value, config, messages } = given;
  return {
    name,
    partitions: partitions === undefined ? -1 : checkInteger(at('partitions', partitions), 1),
    replicationFactor:
      replicationFactor === undefined ? -1 : checkInteger(at('replicationFactor', replicationFactor), 1, MAX_INT16),
    config: config === undefined ? new Map() : checkTopicConfigs(config, at('config', config)),
    key: key === undefined ? 'auto' : checkCodec(at('key', key)),
    value: value === undefined ? 'auto' : checkCodec(at('value', value)),
    messages: messages === undefined ? [] : checkMessages(at('messages', messages)),
  };
}

/** Names and values as text; whether Kafka knows them, the broker says. @throws BrokerError ERR_INVALID_CONFIG */
export function checkTopicConfigs(config: unknown, given: Given): ReadonlyMap<string, string> {
  if (!isPlainObject(config))
    throw wrong(given, "an object of configs by their Kafka names, such as { 'retention.ms': 1000 }");
  const entries = Object.entries(config).filter(([, value]) => value !== undefined);
  for (const [name, value] of entries) {
    if (['string', 'number', 'boolean'].includes(typeof value)) continue;
    throw new BrokerError(
      'ERR_INVALID_CONFIG',
      `config ${name} must be a string, a number or a boolean, not ${formatValue(value)}`,
    );
  }
  return new Map(entries.map(([name, value]) => [name, String(value)]));
}

function checkMessages(given: Given): readonly ProduceMessage[] {
  if (!Array.isArray(given.value)) throw wrong(given, 'an array of messages, such as [{ key, value }]');
  return given.value as readonly ProduceMessage[];
}
