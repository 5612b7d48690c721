import type { RequestContext } from '../context.ts';

interface WithLeader {
  readonly currentLeader?: { readonly leaderId?: number } | undefined;
}

interface NodeEndpoint {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
}

/** Where the leaders named in an answer are reached, so that clients need not ask for metadata first (KIP-951). */
export function nodeEndpoints(context: RequestContext, partitions: readonly WithLeader[]): NodeEndpoint[] {
  const ids = new Set(partitions.map(({ currentLeader }) => currentLeader?.leaderId ?? -1));
  return [...ids].flatMap((nodeId) => {
    const broker = context.services.metadata.brokers.get(nodeId);
    return broker?.state !== 'running' ? [] : [{ nodeId, host: broker.host, port: broker.port, rack: broker.rack }];
  });
}
