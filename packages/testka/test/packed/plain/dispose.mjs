// `await using` without a transform, which Node has from 24 on.
import assert from 'node:assert/strict';

import { createBroker } from 'testka';

let address;
{
  await using broker = await createBroker({ topics: ['orders'] });
  address = broker.bootstrapServers;
}
await using next = await createBroker({ port: Number(address.split(':')[1]) });
assert.equal(next.bootstrapServers, address);
