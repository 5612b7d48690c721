import { expect, test } from 'vitest';
import { Normalizer } from './normalize.ts';
import { batch, TIME } from './scripts/shapes.ts';
import { SETS } from './sets.ts';

const ID = 'AQEBAQEBAQEBAQEBAQEBAQ';
const OTHER_ID = 'AgICAgICAgICAgICAgICAg';
const UUID = '01234567-89ab-cdef-0123-456789abcdef';

test('what is random or of the moment has a name, the same whenever it turns up', () => {
  const now = Date.now();
  const normalizer = new Normalizer();
  normalizer.learnTopic(ID, 'orders');
  const answers = [
    { topicId: OTHER_ID, memberId: `raw-${UUID}`, producerId: 7, timestamp: now, throttleTimeMs: 12, port: 9092 },
    { topicId: ID, memberId: `raw-${UUID}`, producerId: 8, timestamp: TIME, throttleTimeMs: 0, port: -1 },
  ];
  expect(normalizer.of({ answers })).toEqual({
    answers: [
      {
        topicId: '<topic id 1>',
        memberId: 'raw-<uuid 1>',
        producerId: '<producer 1>',
        timestamp: '<time>',
        throttleTimeMs: '<throttled>',
        port: '<port>',
      },
      {
        topicId: '<id of orders>',
        memberId: 'raw-<uuid 1>',
        producerId: '<producer 2>',
        timestamp: TIME,
        throttleTimeMs: 0,
        port: -1,
      },
    ],
  });
});

const topics = ['b', 'c', 'a'].map((name) => ({ name }));

test('the order of an answer stays as it is', () => {
  expect(new Normalizer().of({ topics }, { api: 'CreateTopics' })).toEqual({ topics });
});

test('a set is put in order', () => {
  const sorted = ['a', 'b', 'c'].map((name) => ({ name }));
  expect(new Normalizer().of({ topics }, { api: 'ListOffsets' })).toEqual({ topics: sorted });
});

test('a set of ids is put in order by what they stand for', () => {
  const normalizer = new Normalizer();
  normalizer.learnTopic(ID, 'z');
  normalizer.learnTopic(OTHER_ID, 'a');
  const responses = [ID, OTHER_ID].map((topicId) => ({ name: '', topicId }));
  expect(normalizer.of({ responses }, { api: 'Produce' })).toEqual({
    responses: ['<id of a>', '<id of z>'].map((topicId) => ({ name: '', topicId })),
  });
});

test('of a set with runs only neighbours change places', () => {
  const entry = (name: string, errorCode: number) => ({ name, errorCode });
  const answer = { topics: [entry('d', 3), entry('c', 0), entry('b', 0), entry('a', 3)] };
  expect(new Normalizer().of(answer, { api: 'Metadata' })).toEqual({
    topics: [entry('d', 3), entry('b', 0), entry('c', 0), entry('a', 3)],
  });
});

test.each([
  { title: 'all are asked for', request: { groups: [{ topics: null }] }, expected: ['a', 'b', 'c'] },
  { title: 'they are named', request: { groups: [{ topics: [] }] }, expected: ['b', 'c', 'a'] },
])('a set may depend on the request: $title', ({ request, expected }) => {
  const { groups } = new Normalizer().of({ groups: [{ topics }] }, { api: 'OffsetFetch', request }) as {
    groups: [{ topics: { name: string }[] }];
  };
  expect(groups[0].topics.map(({ name }) => name)).toEqual(expected);
});

test('records are read', () => {
  expect(new Normalizer().of({ records: [batch(['a'])] })).toMatchObject({
    records: [{ baseOffset: 0, codec: 'none', entries: [{ offset: 0, timestamp: TIME, key: 'k0', value: 'a' }] }],
  });
});

test('each set is listed once, with a reason', () => {
  const names = SETS.flatMap(({ api, fields }) => fields.map((field) => `${api} ${field}`));
  expect(new Set(names).size).toBe(names.length);
  expect(SETS.filter(({ by, reason }) => by.length === 0 || reason === '')).toEqual([]);
});
