import { ErrorCode, type FetchRequest, type FetchResponse, type InferInput } from '@testka/protocol';
import type { RequestContext } from '../context.ts';
import { missingRead } from '../partition/fetch-read.ts';

type Response = InferInput<typeof FetchResponse>;

/** The first version in which an error of the whole stands alone; before, each partition named has it as well. */
const FIRST_VERSION_WITH_FAILURE_OF_ALL = 13;

/** What Kafka answers where it fails inside, before it reads: as with other errors of the whole, no session begins. */
export function failedInside({ apiVersion, services }: RequestContext, { topics }: FetchRequest): Response {
  const errorCode = ErrorCode.UNKNOWN_SERVER_ERROR;
  if (apiVersion >= FIRST_VERSION_WITH_FAILURE_OF_ALL) return { errorCode, sessionId: 0, responses: [] };
  // 3.9 alone tells of no records with null.
  const records = services.release.isAtLeast('4.0') ? [] : null;
  const responses = topics.map(({ topic, topicId, partitions }) => ({
    topic,
    topicId,
    partitions: partitions.map(({ partition }) => ({ ...missingRead(partition, errorCode).data, records })),
  }));
  return { errorCode, sessionId: 0, responses };
}
