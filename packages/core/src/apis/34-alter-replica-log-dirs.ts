import { AlterReplicaLogDirsRequest, AlterReplicaLogDirsResponse, ErrorCode, type InferInput } from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import { CLUSTER_NAME, type RequestContext } from '../context.ts';
import { logDirOf } from '../metadata/log-dir.ts';

type Response = InferInput<typeof AlterReplicaLogDirsResponse>;

export const alterReplicaLogDirs: Api = defineApi(
  'AlterReplicaLogDirs',
  AlterReplicaLogDirsRequest,
  AlterReplicaLogDirsResponse,
  handleAlterReplicaLogDirs,
);

/** AlterReplicaLogDirs, v1–2. A broker has one log directory, so that replicas can only be told to stay (KIP-113). */
function handleAlterReplicaLogDirs(context: RequestContext, request: AlterReplicaLogDirsRequest): Response {
  const isAllowed = context.allowed('Alter', 'Cluster', CLUSTER_NAME);
  const results = [...pathsByReplica(request)].map(([topicName, paths]) => ({
    topicName,
    partitions: [...paths].map(([partitionIndex, path]) => ({
      partitionIndex,
      errorCode: isAllowed
        ? moveReplica(context, topicName, partitionIndex, path)
        : ErrorCode.CLUSTER_AUTHORIZATION_FAILED,
    })),
  }));
  return { results };
}

/** Of a replica that is named twice the last path counts; a topic without any is not told of. */
function pathsByReplica({ dirs }: AlterReplicaLogDirsRequest): Map<string, Map<number, string>> {
  const byTopic = new Map<string, Map<number, string>>();
  for (const { path, topics } of dirs) {
    for (const { name, partitions } of topics) {
      if (partitions.length === 0) continue;
      const paths = byTopic.get(name) ?? new Map<number, string>();
      for (const partitionIndex of partitions) paths.set(partitionIndex, path);
      byTopic.set(name, paths);
    }
  }
  return byTopic;
}

function moveReplica(
  { services, broker }: RequestContext,
  topicName: string,
  partitionIndex: number,
  path: string,
): ErrorCode {
  if (path !== logDirOf(services)) return ErrorCode.LOG_DIR_NOT_FOUND;
  const partition = services.metadata.partition(topicName, partitionIndex);
  if (partition === undefined) return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
  return partition.replicas.includes(broker) ? ErrorCode.NONE : ErrorCode.REPLICA_NOT_AVAILABLE;
}
