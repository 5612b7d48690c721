import { test, useBroker } from 'testka/vitest';

const broker = useBroker();
const address = broker.bootstrapServers;

test('never runs', () => address);
