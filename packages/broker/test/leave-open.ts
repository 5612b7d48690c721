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
console.log('end');
