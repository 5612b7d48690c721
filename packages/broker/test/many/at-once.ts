import { once } from 'node:events';
import { connect } from 'node:net';
import { createBroker } from '../../src/index.ts';
import { produceOnce } from './produce-once.ts';

export interface AtOnceResult {
  readonly ports: number;
  /** What the topic of each broker held. */
  readonly held: readonly (readonly unknown[])[];
  /** Ports on which something still listens afterwards. */
  readonly open: number;
}

/** So many brokers in one process at the same time, each with a client and a message of its own. */
export async function atOnce(count: number): Promise<AtOnceResult> {
  const brokers = await Promise.all(Array.from({ length: count }, () => createBroker({ topics: ['orders'] })));
  await Promise.all(brokers.map((broker, index) => produceOnce(broker, 'orders', `${index}`)));
  const held = brokers.map((broker) =>
    broker
      .topic('orders')
      .messages()
      .map(({ value }) => value),
  );
  const ports = brokers.map(({ bootstrapServers }) => Number(bootstrapServers.split(':')[1]));
  await Promise.all(brokers.map((broker) => broker.close()));
  const answers = await Promise.all(ports.map(isOpen));
  return { ports: new Set(ports).size, held, open: answers.filter(Boolean).length };
}

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
