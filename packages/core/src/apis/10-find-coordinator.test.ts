import { ErrorCode } from '@testka/protocol';
import { describe, expect, test } from 'vitest';
import { Harness } from '../../test/groups/harness.ts';

const GROUP = 0;
const TRANSACTION = 1;
const SHARE = 2;

describe('where a group is coordinated', () => {
  test.each([0, 1, 2, 3])('v%i answers for one', (version) => {
    const response = new Harness().ask('a', 'FindCoordinator', version, { key: 'g', keyType: GROUP });
    expect(response).toMatchObject({
      errorCode: 0,
      errorMessage: version === 0 ? '' : 'NONE',
      nodeId: 1,
      host: 'broker-1',
      port: 9091,
    });
  });

  test.each([4, 5, 6])('v%i answers for many, in their order', (version) => {
    const response = new Harness().ask('a', 'FindCoordinator', version, { keyType: GROUP, coordinatorKeys: ['g', ''] });
    const found = { nodeId: 1, host: 'broker-1', port: 9091, errorCode: 0, errorMessage: '' };
    expect(response['coordinators']).toEqual([
      { key: 'g', ...found },
      { key: '', ...found },
    ]);
  });

  test('groups are spread over the brokers that lead the partitions of the offsets topic', () => {
    const harness = new Harness({ 'offsets.topic.num.partitions': '50' }, 3);
    const coordinatorKeys = ['g', 'orders-service', 'my-group', 'console-consumer-12345'];
    const { coordinators } = harness.ask('a', 'FindCoordinator', 4, { keyType: GROUP, coordinatorKeys }) as {
      coordinators: { key: string; nodeId: number; port: number }[];
    };
    const partitions = [3, 17, 36, 6];
    expect(coordinators.map(({ nodeId }) => nodeId)).toEqual(
      partitions.map((index) => harness.offsetsPartition(index).leader),
    );
    expect(new Set(coordinators.map(({ nodeId }) => nodeId)).size).toBeGreaterThan(1);
    expect(coordinators.every(({ nodeId, port }) => port === 9090 + nodeId)).toBe(true);
  });

  test('a coordinator without a leader is not available', () => {
    const harness = new Harness();
    harness.offsetsPartition();
    harness.moveCoordinator(-1);
    expect(harness.ask('a', 'FindCoordinator', 3, { key: 'g', keyType: GROUP })).toMatchObject({
      errorCode: ErrorCode.COORDINATOR_NOT_AVAILABLE,
      errorMessage: 'The coordinator is not available.',
      nodeId: -1,
      host: '',
      port: -1,
    });
  });
});

describe('what else is asked for', () => {
  test.each([
    { name: 'transactions', keyType: TRANSACTION, expected: ErrorCode.UNSUPPORTED_VERSION },
    { name: 'share groups', keyType: SHARE, expected: ErrorCode.INVALID_REQUEST },
    { name: 'a type that does not exist', keyType: 7, expected: ErrorCode.INVALID_REQUEST },
  ])('$name', ({ keyType, expected }) => {
    const harness = new Harness();
    expect(harness.ask('a', 'FindCoordinator', 6, { keyType, coordinatorKeys: ['k'] })['coordinators']).toMatchObject([
      { key: 'k', errorCode: expected, nodeId: -1, host: '', port: -1 },
    ]);
    expect(harness.ask('a', 'FindCoordinator', 3, { keyType, key: 'k' })).toMatchObject({
      errorCode: expected,
      nodeId: -1,
    });
  });
});
