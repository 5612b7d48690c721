import { once } from 'node:events';
import { connect } from 'node:net';

import { expect } from 'vitest';

/** Where workers are used again, and modules with them, a file finds here what the one before it had. */
const worker = globalThis as { previousAddress?: string };

export async function expectPreviousIsGone(address: string): Promise<void> {
  const { previousAddress } = worker;
  worker.previousAddress = address;
  if (previousAddress === undefined) return;
  expect(previousAddress).not.toBe(address);
  const socket = connect(Number(previousAddress.split(':')[1]), '127.0.0.1');
  const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ECONNREFUSED');
}
