import { describe } from 'vitest';
import { test } from 'testka/vitest';

test('a gate that nothing reaches', ({ broker }) => {
  broker.hold({ api: 'Fetch' });
});

describe('an isolation, although each test has its own broker', () => {
  test.override('brokerOptions', { isolation: 'reset' });
  test('is refused', ({ broker }) => void broker);
});
