import { connect } from 'node:net';
import { createBroker } from '../src/index.ts';

// A process that closes nothing: it must end by itself, with a client connected and a wait given up.
const broker = await createBroker({ topics: ['orders'] });
const [host = '', port] = broker.bootstrapServers.split(':');
const socket = connect(Number(port), host);
await new Promise((resolve) => socket.once('connect', resolve));
socket.unref();
await broker.topic('orders').produce({ value: 'x' });
await broker
  .topic('orders')
  .waitForMessage({ value: 'y' }, { timeout: 20 })
  .catch(({ code }: { code: string }) => console.log(code));

// Nor does it end before a call of the test has its answer.
const pair = await createBroker({ nodes: 2, topics: { orders: { replicationFactor: 2 } }, waitTimeout: 20 });
const [{ leader = 1 } = {}] = pair.topic('orders').partitions;
pair.node(leader === 1 ? 2 : 1).holdReplication();
await pair
  .topic('orders')
  .produce({ value: 'x' })
  .catch(({ code }: { code: string }) => console.log(code));
console.log('end');
