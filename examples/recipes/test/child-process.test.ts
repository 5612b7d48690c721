import { once } from 'node:events';

import { expect, test, useBroker } from 'testka/vitest';

import { start } from './start.ts';

const broker = useBroker({ topics: ['orders', 'invoices'] });
const startWorker = () => start('child-process/worker.ts', broker.connection.env());

// Windows has no SIGTERM that a process could answer.
test.skipIf(process.platform === 'win32')('a worker that is told to stop finishes its order, and leaves', async () => {
  const worker = startWorker();
  const gate = broker.hold({ api: 'Produce', topic: 'invoices' });
  await broker.topic('orders').produce({ key: '1', value: { id: 1 } });
  await gate.arrived(); // the order is in hand
  worker.kill('SIGTERM');
  gate.release();
  expect(await once(worker, 'exit')).toEqual([0, null]);
  expect(broker.group('billing')).toMatchObject({ state: 'Empty', offsets: [{ topic: 'orders', offset: 1 }] });
  expect(broker.topic('invoices').messages()).toMatchObject([{ value: { id: 1 } }]);
});

test('the order of a worker that dies is done by the next one', async () => {
  const worker = startWorker();
  const fault = broker.inject({ api: 'Produce', topic: 'invoices', drop: true, times: 1 });
  await broker.topic('orders').produce({ key: '1', value: { id: 1 } });
  await fault.waitForHit();
  worker.kill('SIGKILL');
  await once(worker, 'exit');
  broker.group('billing').expireMember(); // instead of 30 seconds
  startWorker();
  await broker.group('billing').waitUntilCaughtUp();
  expect(broker.topic('invoices').messages()).toMatchObject([{ value: { id: 1 } }]);
});
