import { expect, test, useBroker } from 'testka/vitest';
import { afterEach, beforeEach, vi } from 'vitest';

const broker = useBroker({ topics: ['orders'] });

beforeEach(() => {
  const toFake = [
    'setTimeout',
    'clearTimeout',
    'setInterval',
    'clearInterval',
    'setImmediate',
    'clearImmediate',
  ] as const;
  vi.useFakeTimers({ now: 0, toFake: [...toFake, 'queueMicrotask', 'Date', 'performance', 'hrtime'] });
});
afterEach(() => void vi.useRealTimers());

test.each([1, 2])('the broker does not notice that every clock and timer is faked (%i)', async (id) => {
  await expect(broker.topic('orders')).not.toHaveMessage({});
  const coming = expect(broker.topic('orders')).toHaveMessage({ value: { id } });
  await broker.topic('orders').produce({ value: { id } });
  await coming;
  await broker.waitForIdle();
  await expect(broker.topic('orders').waitForMessages(2, {}, { timeout: 20 })).rejects.toMatchObject({
    code: 'ERR_WAIT_TIMEOUT',
  });
  expect(Date.now()).toBe(0);
});
