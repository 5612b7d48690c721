import { ErrorCode } from '@testka/protocol';
import { expect, test } from 'vitest';
import { Harness } from '../../test/harness.ts';

function describeCluster(
  harness: Harness,
  version: number,
  options: { endpointType?: number; includeClusterAuthorizedOperations?: boolean } = {},
) {
  return harness.connect().ask('DescribeCluster', version, {
    includeClusterAuthorizedOperations: false,
    includeFencedBrokers: false,
    ...options,
  });
}

test.each([0, 1, 2])('v%i shows the brokers and where they listen', (version) => {
  const harness = new Harness({
    brokers: [
      { id: 1, rack: 'a' },
      { id: 2, rack: null },
    ],
  });
  expect(describeCluster(harness, version)).toEqual({
    throttleTimeMs: 0,
    errorCode: 0,
    errorMessage: null,
    endpointType: 1,
    clusterId: harness.cluster.view.metadata.clusterId,
    controllerId: 1,
    brokers: [
      { brokerId: 1, host: '127.0.0.1', port: 9001, rack: 'a', isFenced: false },
      { brokerId: 2, host: '127.0.0.1', port: 9002, rack: null, isFenced: false },
    ],
    clusterAuthorizedOperations: -2147483648,
  });
});

test('operations are told when asked for', () => {
  expect(
    describeCluster(new Harness(), 2, { includeClusterAuthorizedOperations: true }).clusterAuthorizedOperations,
  ).toBe(8096);
});

test('a broker that does not run is shown from v2 on, to those who ask', () => {
  const harness = new Harness({
    brokers: [
      { id: 1, rack: null },
      { id: 2, rack: null },
    ],
  });
  harness.apply({ kind: 'admin', command: { type: 'stop-broker', broker: 2, election: true } });
  const ask = (version: number, includeFencedBrokers: boolean) => {
    const body = {
      includeClusterAuthorizedOperations: false,
      ...(version < 2 ? { includeFencedBrokers: false } : { includeFencedBrokers }),
    };
    return harness
      .connect()
      .ask('DescribeCluster', version, body)
      .brokers.map(({ brokerId, isFenced }) => [brokerId, isFenced]);
  };
  expect([ask(1, true), ask(2, false), ask(2, true)]).toEqual([
    [[1, false]],
    [[1, false]],
    [
      [1, false],
      [2, true],
    ],
  ]);
});

test.each([
  {
    endpointType: 2,
    error: ErrorCode.MISMATCHED_ENDPOINT_TYPE,
    message: 'The request was sent to an endpoint of type BROKER, but we wanted an endpoint of type CONTROLLER',
  },
  { endpointType: 7, error: ErrorCode.UNSUPPORTED_ENDPOINT_TYPE, message: 'Unsupported endpoint type 7' },
])('endpoint type $endpointType is refused with $error', ({ endpointType, error, message }) => {
  expect(describeCluster(new Harness(), 1, { endpointType })).toMatchObject({
    errorCode: error,
    errorMessage: message,
    brokers: [],
    controllerId: -1,
  });
});
