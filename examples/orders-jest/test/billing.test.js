const { expect, test, useBroker } = require('testka/jest');

const { createBilling } = require('../src/billing.js');
const { readConfig } = require('../src/config.js');

const broker = useBroker({ topics: { orders: { partitions: 3 }, invoices: { partitions: 3 }, 'orders.dlq': {} } });

const group = () => broker.group('billing');
const running = new Set();

afterEach(async () => {
  for (const billing of running) await billing.stop();
  running.clear();
});

test('an order yields its invoice', async () => {
  await startBilling();
  await broker.topic('orders').produce({ key: 'ana', value: order(42) });
  expect(await broker.topic('invoices').waitForMessage()).toMatchObject({
    key: 'ana',
    value: { id: 'inv-42', orderId: 42, customer: 'ana', net: 1000, tax: 230, total: 1230 },
  });
});

test('what was billed is committed, and nothing lags', async () => {
  await startBilling();
  await broker.topic('orders').produce({ partition: 1, value: order(1) }, { partition: 1, value: order(2) });
  await group().waitUntilCaughtUp();
  expect(group()).toMatchObject({ state: 'Stable', members: [{ clientId: 'billing' }] });
  expect(group().committedOffset('orders', 1)).toBe(2);
  expect(group().lag()).toBe(0);
});

test.each([
  { what: 'text', value: 'two teapots, please', error: 'not JSON' },
  { what: 'a tombstone', value: null, error: 'the message is empty' },
  { what: 'an order without a customer', value: { ...order(7), customer: '' }, error: 'customer is missing' },
  { what: 'an order of nothing', value: { ...order(7), lines: [] }, error: 'there are no lines' },
])('$what goes to the dead letters at once, and says why', async ({ value, error }) => {
  await startBilling();
  await broker.topic('orders').produce({ key: 'ana', value, partition: 2, headers: { trace: 'abc' } });
  const letter = await broker.topic('orders.dlq').waitForMessage();
  expect(letter).toMatchObject({ key: 'ana', value });
  expect(letter.headers).toEqual({
    trace: 'abc',
    'dlq-reason': 'malformed',
    'dlq-error': error,
    'dlq-attempts': '1',
    'dlq-origin': 'orders[2]@0',
  });
});

test('a malformed order does not hold up the next', async () => {
  await startBilling();
  await broker.topic('orders').produce({ partition: 0, value: '?' }, { partition: 0, value: order(2) });
  await group().waitUntilCaughtUp();
  expect(billedOrders()).toEqual([2]);
});

test('a tax service that is back at the third attempt costs nothing but time', async () => {
  const taxes = failingTaxes(2);
  await startBilling({ taxes });
  await broker.topic('orders').produce({ key: 'ana', value: order(42) });
  await broker.topic('invoices').waitForMessage({ value: { orderId: 42 } });
  expect(taxes.rateIn).toHaveBeenCalledTimes(3);
  expect(broker.topic('orders.dlq').messages()).toEqual([]);
});

test('a tax service that stays away sends the order to the dead letters after three attempts', async () => {
  const taxes = failingTaxes(Infinity);
  await startBilling({ taxes });
  await broker.topic('orders').produce({ key: 'ana', value: order(42), partition: 0 });
  const letter = await broker.topic('orders.dlq').waitForMessage();
  expect(letter).toMatchObject({ key: 'ana', value: order(42) });
  expect(letter.headers).toEqual({
    'dlq-reason': 'gave-up',
    'dlq-error': 'the tax service answered 503',
    'dlq-attempts': '3',
    'dlq-origin': 'orders[0]@0',
  });
  expect(taxes.rateIn).toHaveBeenCalledTimes(3);
  await group().waitUntilCaughtUp();
  expect(billedOrders()).toEqual([]);
});

test('the invoices of a customer come in the order of the orders', async () => {
  const customers = ['ana', 'eva', 'leo', 'tom'];
  const orders = Array.from({ length: 40 }, (_, id) => order(id, customers[id % customers.length]));
  await startBilling({ taxes: failingTaxes(2) });
  await broker.topic('orders').produce(...orders.map((value) => ({ key: value.customer, value })));
  await group().waitUntilCaughtUp();
  for (const customer of customers) {
    expect(billedOrders(customer)).toEqual(orders.filter((placed) => placed.customer === customer).map(({ id }) => id));
  }
});

test('after a restart billing goes on where it stopped', async () => {
  const first = await startBilling();
  await broker.topic('orders').produce({ key: 'ana', value: order(1) }, { key: 'ben', value: order(2) });
  await group().waitUntilCaughtUp();
  await first.stop();
  expect(group().state).toBe('Empty');

  await broker.topic('orders').produce({ key: 'ana', value: order(3) }, { key: 'ben', value: order(4) });
  await startBilling();
  await group().waitUntilCaughtUp();
  expect(billedOrders()).toHaveLength(4);
  expect(new Set(billedOrders())).toEqual(new Set([1, 2, 3, 4]));
});

test('a second instance shares the work, and takes over when the first one stops', async () => {
  const first = await startBilling({ clientId: 'billing-1' });
  await startBilling({ clientId: 'billing-2' });
  await group().waitUntilReady({ members: 2 });
  const shares = group().members.map(({ assignment }) => assignment.length);
  expect(new Set(shares)).toEqual(new Set([1, 2]));

  await first.stop();
  await group().waitUntilReady({ members: 1, topics: ['orders'] });
  expect(group().members).toMatchObject([{ clientId: 'billing-2' }]);
  await broker.topic('orders').produce(...[0, 1, 2].map((partition) => ({ partition, value: order(partition) })));
  await group().waitUntilCaughtUp();
  expect(billedOrders()).toHaveLength(3);
});

/** Starts an instance that is ready when this resolves; it is stopped after the test. */
async function startBilling({ taxes = failingTaxes(0), clientId = 'billing' } = {}) {
  // KAFKA_BROKERS is set by useBroker(), so the service finds the broker as it would anywhere.
  const config = { ...readConfig(), clientId, backoffMs: 1, heartbeatIntervalMs: 50 };
  const billing = createBilling(config, taxes);
  running.add(billing);
  await billing.start();
  await group().waitUntilReady();
  return billing;
}

function order(id, customer = 'ana') {
  return { id, customer, country: 'PT', lines: [{ item: 'tea', quantity: 2, cents: 500 }] };
}

/** Ids of the orders that have an invoice, in the order of the invoices. */
function billedOrders(customer) {
  const invoices = broker.topic('invoices').messages(customer && { key: customer });
  return invoices.map(({ value }) => value.orderId);
}

/** Taxes that fail so many times before they answer. */
function failingTaxes(failures) {
  const rateIn = jest.fn().mockResolvedValue(0.23);
  for (let count = 0; count < Math.min(failures, 10); count += 1) {
    rateIn.mockRejectedValueOnce(new Error('the tax service answered 503'));
  }
  return { rateIn };
}
