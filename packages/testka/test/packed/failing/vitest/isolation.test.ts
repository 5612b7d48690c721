import { test, useBroker } from 'testka/vitest';

const options = { isolation: 'resets' } as object;
useBroker(options);

test('never runs', () => {});
