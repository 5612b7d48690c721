import { ErrorCode } from '@testka/protocol';
import { expect, test } from 'vitest';
import { batchOf, Harness, produceTo } from '../../test/harness.ts';

const harness = new Harness({
  recordCheck: (topic) =>
    topic === 'orders' ? ({ value }) => (value?.toString() === 'bad' ? 'value: it is bad' : undefined) : undefined,
});
harness.createTopic('orders');
harness.createTopic('audit');
const client = harness.connect();

test('a batch with one bad record is refused, and nothing of it is there', () => {
  expect(produceTo(client, 'orders', batchOf(['good', 'bad']))).toMatchObject({
    errorCode: ErrorCode.INVALID_RECORD,
    baseOffset: -1,
    recordErrors: [{ batchIndex: 1, batchIndexErrorMessage: 'value: it is bad' }],
    errorMessage: 'One or more records have been rejected: value: it is bad',
  });
  expect(harness.cluster.view.metadata.partition('orders', 0)?.log.logEndOffset).toBe(0);
});

test('a refused batch takes no sequence: the producer goes on with the same one', () => {
  const idempotent = { producerId: 0, producerEpoch: 0, baseSequence: 0 };
  expect(produceTo(client, 'orders', batchOf(['bad'], idempotent))).toMatchObject({ errorCode: 87 });
  expect(produceTo(client, 'orders', batchOf(['good'], idempotent))).toMatchObject({ errorCode: 0, baseOffset: 0 });
});

test('records without a value, and other topics, are not asked about', () => {
  expect(produceTo(client, 'orders', batchOf([null]))).toMatchObject({ errorCode: 0 });
  expect(produceTo(client, 'audit', batchOf(['bad']))).toMatchObject({ errorCode: 0 });
});

test("Kafka's own rules come first", () => {
  expect(produceTo(client, 'orders', batchOf(['bad'], { baseOffset: 7 }))).toMatchObject({
    errorCode: ErrorCode.INVALID_RECORD,
    recordErrors: [],
  });
});
