const { test, useBroker } = require('testka/jest');

const broker = useBroker();
const address = broker.bootstrapServers;

test('never runs', () => address);
