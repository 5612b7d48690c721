const { test, useBroker } = require('testka/jest');

useBroker({ isolation: 'window' });

test('never runs', () => {});
