import { createHook } from 'node:async_hooks';
import { setImmediate } from 'node:timers/promises';

/** What a broker or a client could forget to give back, whether or not it keeps the process alive. */
const KINDS: ReadonlySet<string> = new Set(['TCPSERVERWRAP', 'TCPWRAP', 'TCPCONNECTWRAP', 'Timeout']);
/** Node says a little later that something is gone. */
const TURNS = 10;

/** Counts timers and sockets, from now on. @returns how many of what there is once what is going has gone */
export function countResources(): () => Promise<Record<string, number>> {
  const alive = new Map<number, string>();
  createHook({
    init: (id, kind) => {
      if (KINDS.has(kind)) alive.set(id, kind);
    },
    destroy: (id) => alive.delete(id),
  }).enable();
  return async () => {
    for (let turn = 0; turn < TURNS; turn++) await setImmediate();
    const counts: Record<string, number> = {};
    for (const kind of alive.values()) counts[kind] = (counts[kind] ?? 0) + 1;
    return counts;
  };
}
