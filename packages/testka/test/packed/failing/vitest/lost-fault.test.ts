import { test, useBroker } from 'testka/vitest';
import { beforeAll } from 'vitest';

const broker = useBroker({ topics: ['orders'] });

beforeAll(() => void broker.inject({ api: 'Produce', delay: 10 }));

test('a fault of beforeAll', () => {});
