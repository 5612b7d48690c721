import { test, useBroker } from 'testka/vitest';

const options = { isolation: 'window' } as object;
useBroker(options);

test('never runs', () => {});
