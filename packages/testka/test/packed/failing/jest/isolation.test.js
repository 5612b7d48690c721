const { test, useBroker } = require('testka/jest');

useBroker({ isolation: 'resets' });

test('never runs', () => {});
