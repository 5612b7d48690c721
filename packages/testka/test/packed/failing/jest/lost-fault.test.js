const { test, useBroker } = require('testka/jest');

const broker = useBroker({ topics: ['orders'] });

beforeAll(() => void broker.inject({ api: 'Produce', delay: 10 }));

test('a fault of beforeAll', () => {});
