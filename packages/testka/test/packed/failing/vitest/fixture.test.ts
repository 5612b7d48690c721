import { test } from 'testka/vitest';

test('a gate that nothing reaches', ({ broker }) => {
  broker.hold({ api: 'Fetch' });
});
