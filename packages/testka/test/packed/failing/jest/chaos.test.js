const { expect, test, useBroker } = require('testka/jest');

const broker = useBroker({ topics: ['orders'], chaos: { seed: 42 } });

test('something else than chaos is wrong', () => {
  expect(broker.topics).toHaveLength(2);
});

test('all is well', () => {
  expect(broker.topics).toHaveLength(1);
});
