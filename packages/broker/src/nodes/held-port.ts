/** What `net.Server` makes its handles with; not documented, as `_listen2`. A number is an error's. */
interface HandleMaker {
  readonly _createServerHandle?: (
    host: string,
    port: number,
    addressType: number,
    fd: number,
    flags: number,
  ) => unknown;
}

interface Handle {
  close(): void;
}

/**
 * Keeps a port that nobody listens on from being given to somebody who asks for any free one: a stopped node comes back
 * at the same address. Clients are refused meanwhile, as by a machine on which nothing runs. Where Node does not let us,
 * the port is just free. See docs/decisions/listen.md.
 * @returns lets the port go
 */
export function holdPort(host: string, port: number): () => void {
  const net = process.getBuiltinModule('node:net');
  const handle = (net as HandleMaker)._createServerHandle?.(host, port, net.isIP(host), -1, 0);
  return isHandle(handle) ? () => handle.close() : () => {};
}

function isHandle(value: unknown): value is Handle {
  return typeof value === 'object' && value !== null && 'close' in value && typeof value.close === 'function';
}
