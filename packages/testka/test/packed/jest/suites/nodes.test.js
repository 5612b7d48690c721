const { expect, test, useBroker } = require('testka/jest');

const broker = useBroker({ nodes: [{ id: 7, rack: 'a' }, { id: 8 }], topics: { orders: { replicationFactor: 2 } } });

test.each([1, 2])('nodes stop, and are back in the next test (%i)', async () => {
  expect(broker.nodes.map(({ id, rack, up }) => ({ id, rack, up }))).toEqual([
    { id: 7, rack: 'a', up: true },
    { id: 8, rack: null, up: true },
  ]);
  const { leader } = broker.topic('orders').partitions[0];
  await broker.node(leader).stop();
  await broker.topic('orders').produce({ value: { id: 42 } });
  expect(broker.topic('orders').messages()).toMatchObject([{ value: { id: 42 } }]);
  expect(broker.topic('orders').partitions[0].isr).toEqual([leader === 7 ? 8 : 7]);
});
