import { DescribeLogDirsRequest, DescribeLogDirsResponse, ErrorCode, type InferInput } from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import type { BrokerId } from '../command.ts';
import { CLUSTER_NAME, type RequestContext } from '../context.ts';
import { isCordoned, logDirOf } from '../metadata/log-dir.ts';
import type { Partition } from '../partition/partition.ts';

type Response = InferInput<typeof DescribeLogDirsResponse>;
type Topics = Response['results'][number]['topics'];

export const describeLogDirs: Api = defineApi(
  'DescribeLogDirs',
  DescribeLogDirsRequest,
  DescribeLogDirsResponse,
  handleDescribeLogDirs,
);

/**
 * DescribeLogDirs, v1–5. The replicas of the broker that is asked, with their sizes (KIP-113).
 * Differs: logs are kept in memory, so that the size of the volume is not known (KIP-827: -1).
 */
function handleDescribeLogDirs(context: RequestContext, request: DescribeLogDirsRequest): Response {
  if (!context.allowed('Describe', 'Cluster', CLUSTER_NAME))
    return { errorCode: ErrorCode.CLUSTER_AUTHORIZATION_FAILED, results: [] };
  const logDir = logDirOf(context.services);
  const topics = replicasAt(context, wantedOf(request));
  return {
    results: [
      { errorCode: ErrorCode.NONE, logDir, topics, isCordoned: isCordoned(context.services.configs, context.broker) },
    ],
  };
}

/** Undefined: everything. */
function wantedOf({ topics }: DescribeLogDirsRequest): ReadonlyMap<string, ReadonlySet<number>> | undefined {
  if (topics === null) return undefined;
  const wanted = new Map<string, Set<number>>();
  for (const { topic, partitions } of topics) {
    wanted.set(topic, new Set([...(wanted.get(topic) ?? []), ...partitions]));
  }
  return wanted;
}

/** What is not here is left out, unknown topics too. */
function replicasAt(
  { services, broker }: RequestContext,
  wanted: ReadonlyMap<string, ReadonlySet<number>> | undefined,
): Topics {
  return [...services.metadata.topics].flatMap(({ name, partitions }) => {
    const isWanted = ({ partitionIndex }: Partition): boolean =>
      wanted === undefined || wanted.get(name)?.has(partitionIndex) === true;
    const here = partitions.filter((partition) => partition.replicas.includes(broker) && isWanted(partition));
    return here.length === 0 ? [] : [{ name, partitions: here.map((partition) => describe(partition, broker)) }];
  });
}

/** Nothing that a replica knows to be acknowledged is missing from its log: it has no lag in Kafka's sense. */
function describe(partition: Partition, broker: BrokerId): Topics[number]['partitions'][number] {
  const { partitionIndex, log } = partition;
  const { logEndOffset } = partition.replicaOn(broker);
  return {
    partitionIndex,
    partitionSize: log.bytesBetween(0, logEndOffset, Infinity),
    offsetLag: 0,
    isFutureKey: false,
  };
}
