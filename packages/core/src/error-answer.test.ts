import { ApiKey, type ApiName, ErrorCode, ZERO_UUID } from '@testka/protocol';
import { expect, test } from 'vitest';
import { apiByKey } from './apis/index.ts';
import { defined } from './assert.ts';
import { errorAnswer } from './error-answer.ts';

const topic = { name: 'orders', topicId: ZERO_UUID };
const code = { errorCode: ErrorCode.ILLEGAL_SASL_STATE };

test.each<{ name: string; api: ApiName; version: number; request: object; expected: object }>([
  {
    name: 'one error at the top where an answer has one',
    api: 'OffsetDelete',
    version: 0,
    request: { groupId: 'g', topics: [{ name: 'orders', partitions: [{ partitionIndex: 0 }] }] },
    expected: { ...code, throttleTimeMs: 0, topics: [] },
  },
  {
    name: 'one for each partition asked about',
    api: 'OffsetCommit',
    version: 2,
    request: { topics: [{ ...topic, partitions: [{ partitionIndex: 1 }, { partitionIndex: 2 }] }] },
    expected: {
      topics: [
        {
          name: 'orders',
          partitions: [
            { partitionIndex: 1, ...code },
            { partitionIndex: 2, ...code },
          ],
        },
      ],
    },
  },
  {
    name: 'one for each name in a plain list',
    api: 'DeleteGroups',
    version: 0,
    request: { groupsNames: ['a', 'b'] },
    expected: {
      throttleTimeMs: 0,
      results: [
        { groupId: 'a', ...code },
        { groupId: 'b', ...code },
      ],
    },
  },
  {
    name: 'both in Metadata',
    api: 'Metadata',
    version: 13,
    request: { topics: [topic] },
    expected: {
      ...code,
      throttleTimeMs: 0,
      brokers: [],
      clusterId: null,
      controllerId: -1,
      topics: [{ ...code, ...topic, isInternal: false, partitions: [], topicAuthorizedOperations: -2147483648 }],
    },
  },
])('a request fails with $name', ({ api, version, request, expected }) => {
  const answered = defined(apiByKey.get(ApiKey[api]), api);
  expect(errorAnswer(answered, version, request, ErrorCode.ILLEGAL_SASL_STATE, 'why')).toEqual(expected);
});
