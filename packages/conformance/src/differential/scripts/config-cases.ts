import type { Play } from '../play.ts';

export const TOPIC = 2;
export const BROKER = 4;
const LOGGER = 8;
export const CLIENT_METRICS = 16;
export const GROUP = 32;

export const SET = 0;
export const DELETE = 1;
export const APPEND = 2;
export const SUBTRACT = 3;

type Operation = readonly [name: string, operation: number, value: string | null];
export type Case = readonly [label: string, resourceType: number, resourceName: string, ...operations: Operation[]];

/** Lists of topics: what is extended, shortened, and what is left. */
export function ofLists(topic: string): Case[] {
  const policy = (label: string, ...operations: (readonly [number, string | null])[]): Case => [
    `policy ${label}`,
    TOPIC,
    topic,
    ...operations.map(([operation, value]): Operation => ['cleanup.policy', operation, value]),
  ];
  const replicas = (label: string, operation: number, value: string | null): Case => [
    `replicas ${label}`,
    TOPIC,
    topic,
    ['leader.replication.throttled.replicas', operation, value],
  ];
  return [
    policy('with blanks', [APPEND, ' compact ']),
    policy('with blanks between', [SET, ' compact , delete ']),
    policy('one less, with blanks', [SUBTRACT, ' delete']),
    policy('one less', [SUBTRACT, 'delete']),
    policy('all less', [SUBTRACT, 'compact']),
    policy('all less, twice named', [SUBTRACT, 'compact,delete,compact']),
    policy('nothing is appended', [APPEND, '']),
    policy('blanks are appended', [APPEND, '  ']),
    policy('a comma is appended', [APPEND, ',']),
    policy('nothing is subtracted', [SUBTRACT, '']),
    policy('null is appended', [APPEND, null]),
    policy('null is subtracted', [SUBTRACT, null]),
    policy('removed with a value', [DELETE, 'compact']),
    policy('an empty element', [SET, 'compact,,delete']),
    policy('a comma', [SET, ',']),
    policy('a comma behind', [SET, 'compact,']),
    policy('a comma before', [SET, ',compact']),
    policy('in upper case', [SET, 'COMPACT']),
    policy('appended in upper case', [APPEND, 'Compact']),
    policy('in another order', [SET, 'delete,compact']),
    policy('twice', [SET, 'delete,compact,delete']),
    policy('one of two is subtracted', [SUBTRACT, 'delete']),
    policy('what it has, twice', [APPEND, 'delete,delete']),
    policy('commas behind', [APPEND, 'compact,,']),
    policy('a comma before', [APPEND, ',compact']),
    policy('commas are subtracted', [SUBTRACT, ',,']),
    policy('none', [SET, 'none']),
    policy('back', [DELETE, null]),
    replicas('all', SET, '*'),
    replicas('all, and one', APPEND, '0:1'),
    replicas('one less', SUBTRACT, '*'),
    replicas('two more', APPEND, '1:1,2:1'),
    replicas('one twice', APPEND, '1:1'),
    replicas('a wrong one', APPEND, 'x'),
    replicas('a negative one', APPEND, '-1:1'),
    replicas('one less of two', SUBTRACT, '2:1'),
    replicas('with blanks', SET, ' 0:1 , 1:1 '),
    replicas('empty', SET, ''),
    replicas('back', DELETE, null),
  ];
}

/** Names and values that are odd, of every kind of resource. */
export function ofNames(play: Play, topic: string): Case[] {
  const [group, metrics] = [play.name('group'), play.name('metrics')];
  const kinds: [string, number, string][] = [
    ['a topic', TOPIC, topic],
    ['the broker', BROKER, '1'],
    ['all brokers', BROKER, ''],
    ['a group', GROUP, group],
    ['metrics', CLIENT_METRICS, metrics],
    ['loggers', LOGGER, '1'],
  ];
  return kinds.flatMap(([label, type, name]): Case[] => [
    [`${label}, no name`, type, name, ['', SET, '1']],
    [`${label}, no name, removed`, type, name, ['', DELETE, null]],
    [`${label}, no name, appended`, type, name, ['', APPEND, '1']],
    [`${label}, unknown, appended`, type, name, ['made.up.list', APPEND, '1']],
    [`${label}, unknown, subtracted`, type, name, ['made.up.list', SUBTRACT, '1']],
    [`${label}, unknown, removed`, type, name, ['made.up', DELETE, null]],
    [`${label}, operation -1`, type, name, ['made.up', -1, '1']],
    [`${label}, operation 4, null`, type, name, ['made.up', 4, null]],
    [`${label}, in upper case`, type, name, ['RETENTION.MS', SET, '1']],
    [`${label}, with blanks`, type, name, [' retention.ms', SET, '1']],
    [`${label}, set and removed`, type, name, ['made.up', SET, '1'], ['made.up', DELETE, null]],
    [`${label}, null twice`, type, name, ['a', SET, null], ['b', SET, null]],
    [`${label}, nothing`, type, name],
    [`${label}, another kind's config`, type, name, ['interval.ms', SET, '5000']],
    [`${label}, a group's config`, type, name, ['consumer.heartbeat.interval.ms', SET, '5000']],
  ]);
}
