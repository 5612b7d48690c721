import { createRequire } from 'node:module';

import type * as testka from 'testka';
import { createBroker } from 'testka';
import { expect, test } from 'testka/vitest';

test('a broker closes where its block ends', async () => {
  let address: string;
  {
    await using broker = await createBroker({ topics: ['orders'] });
    address = broker.bootstrapServers;
    expect(broker.connections).toEqual([]);
  }
  // The port is free again.
  await using next = await createBroker({ port: Number(address.split(':')[1]) });
  expect(next.bootstrapServers).toBe(address);
});

test('what `require` gives works beside what `import` gives', async () => {
  const { createBroker: required } = createRequire(import.meta.url)('testka') as typeof testka;
  await using broker = await required({ topics: ['orders'] });
  await broker.topic('orders').produce({ value: 1 });
  expect(broker.topic('orders').messages()).toHaveLength(1);
});
