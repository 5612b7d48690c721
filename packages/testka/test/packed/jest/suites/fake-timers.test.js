const { expect, test, useBroker } = require('testka/jest');

beforeAll(() => void jest.useFakeTimers());
const broker = useBroker({ topics: ['orders'] });
afterAll(() => void jest.useRealTimers());

test.each([1, 2])('the broker starts, stores, waits and resets while timers are faked (%i)', async (round) => {
  expect(broker.topic('orders').messages()).toEqual([]);
  const arrival = broker.topic('orders').waitForMessage({ value: { round } });
  await broker.topic('orders').produce({ value: { round } });
  expect((await arrival).value).toEqual({ round });
});
