import { connect, type Socket } from 'node:net';
import type { Broker } from '../../src/index.ts';
import { RawClient, requestFrame } from '../raw-client.ts';
import { ApiVersionsRequest } from '@testka/protocol';
import { CoreTarget } from './core-target.ts';
import { Dice } from './dice.ts';
import { chunksOf, frame } from './frames.ts';
import { Knowledge } from './knowledge.ts';

const CONNECTIONS = 6;
/** After so many frames somebody who means well asks something. */
const CANARY_EVERY = 250;

/** The same over real sockets: what a client hears of it is none of its business, others are answered as ever. */
export async function fuzzSockets(broker: Broker, { seed, frames }: { seed: number; frames: number }): Promise<void> {
  const dice = new Dice(seed);
  const known = new Knowledge();
  const { served } = new CoreTarget({ release: '4.4', nodes: 1 }, known);
  const sockets: Socket[] = [];
  for (let sent = 0; sent < frames; sent++) {
    const slot = dice.below(CONNECTIONS);
    const open = sockets[slot];
    const socket = open === undefined || open.destroyed || !open.writable ? await connected(broker) : open;
    sockets[slot] = socket;
    for (const chunk of chunksOf([frame(served, dice, known)], dice)) socket.write(chunk);
    if (dice.oneIn(50)) socket.destroy();
    if (sent % CANARY_EVERY === 0) await canary(broker);
  }
  for (const socket of sockets) socket.destroy();
  await canary(broker);
}

function connected(broker: Broker): Promise<Socket> {
  const [host = '', port = ''] = broker.bootstrapServers.split(':');
  const socket = connect(Number(port), host);
  // A broker that closes is a broker that answers; nobody reads what it says.
  socket.on('error', () => {});
  socket.resume();
  return new Promise((resolve) => socket.once('connect', () => resolve(socket)));
}

async function canary(broker: Broker): Promise<void> {
  const client = await RawClient.connect(broker.bootstrapServers);
  const body = { clientSoftwareName: 'canary', clientSoftwareVersion: '1' };
  client.write(requestFrame('ApiVersions', ApiVersionsRequest, 3, body, { correlationId: 7 }));
  const answered = await client.correlationId();
  client.destroy();
  if (answered !== 7) throw new Error(`the canary was not answered: ${answered}`);
}
