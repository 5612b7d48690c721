import { DescribeProducersRequest, DescribeProducersResponse, ErrorCode, type InferInput } from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import type { RequestContext } from '../context.ts';
import type { ProducerEntry } from '../log/producer-state.ts';
import { validateTopicName } from '../metadata/topic-names.ts';

type Response = InferInput<typeof DescribeProducersResponse>;
type PartitionResponse = Response['topics'][number]['partitions'][number];

export const describeProducers: Api = defineApi(
  'DescribeProducers',
  DescribeProducersRequest,
  DescribeProducersResponse,
  handleDescribeProducers,
);

/** DescribeProducers, v0. What a replica remembers of those who write to it with an id (KIP-664); followers answer too. */
function handleDescribeProducers(context: RequestContext, request: DescribeProducersRequest): Response {
  return {
    topics: request.topics.map(({ name, partitionIndexes }) => {
      const error = topicError(context, name);
      const partitions = partitionIndexes.map((partitionIndex) =>
        error === undefined ? producersOf(context, name, partitionIndex) : failed(partitionIndex, ...error),
      );
      return { name, partitions };
    }),
  };
}

function topicError(context: RequestContext, name: string): [ErrorCode, string] | undefined {
  const invalidName = validateTopicName(name);
  if (invalidName !== undefined) return [ErrorCode.INVALID_TOPIC_EXCEPTION, invalidName];
  if (!context.allowed('Read', 'Topic', name))
    return [ErrorCode.TOPIC_AUTHORIZATION_FAILED, 'Topic authorization failed.'];
  if (context.services.metadata.topic(name) !== undefined) return undefined;
  return [ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, 'This server does not host this topic-partition.'];
}

function producersOf({ services, broker, now }: RequestContext, name: string, index: number): PartitionResponse {
  const partition = services.metadata.partition(name, index);
  if (partition === undefined) return failed(index, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, null);
  if (!partition.replicas.includes(broker)) return failed(index, ErrorCode.NOT_LEADER_OR_FOLLOWER, null);
  const oldest = now - services.configs.broker.number('producer.id.expiration.ms', broker);
  const active = [...partition.log.producers.entries.values()].filter(({ lastUpdateMs }) => lastUpdateMs > oldest);
  return { partitionIndex: index, errorCode: ErrorCode.NONE, activeProducers: active.map(describe) };
}

function describe({ producerId, epoch, batches }: ProducerEntry): PartitionResponse['activeProducers'][number] {
  const last = batches.at(-1);
  return {
    producerId,
    producerEpoch: epoch,
    lastSequence: last?.lastSequence ?? -1,
    lastTimestamp: last?.timestamp ?? -1,
    coordinatorEpoch: -1,
  };
}

function failed(partitionIndex: number, errorCode: ErrorCode, errorMessage: string | null): PartitionResponse {
  return { partitionIndex, errorCode, errorMessage, activeProducers: [] };
}
