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
  const endpoints: NodeEndpoint[] = [];
  for (const { currentLeader } of partitions) {
    const nodeId = currentLeader?.leaderId;
    if (nodeId === undefined || endpoints.some((endpoint) => endpoint.nodeId === nodeId)) continue;
    const broker = context.services.metadata.brokers.get(nodeId);
    if (broker?.state !== 'running') continue;
    endpoints.push({ nodeId, host: broker.host, port: broker.port, rack: broker.rack });
  }
  // Kafka has them in a hash map of small numbers, which gives them in their order.
  return endpoints.toSorted((a, b) => a.nodeId - b.nodeId);
}
