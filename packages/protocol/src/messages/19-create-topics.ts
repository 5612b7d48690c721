import { array, bool, int16, int32, int8, request, response, string, uuid, type Infer } from '../schema.ts';

/** CreateTopics, v0–7. Creates topics (KIP-4, KIP-464 (defaults), KIP-525 (configs in the answer), KIP-599). */
export const CreateTopicsRequest = request(19, { versions: [0, 7], flexible: 5 }, () => ({
  topics: array({
    name: string(),
    numPartitions: int32(),
    replicationFactor: int16(),
    assignments: array({
      partitionIndex: int32(),
      brokerIds: array(int32()),
    }),
    configs: array({
      name: string(),
      value: string({ nullable: 0 }),
    }),
  }),
  timeoutMs: int32({ default: 60000 }),
  validateOnly: bool({ since: 1, default: false }),
}));
export interface CreateTopicsRequest extends Infer<typeof CreateTopicsRequest> {}

/** Answer to CreateTopics, v0–7. */
export const CreateTopicsResponse = response(19, { versions: [0, 7], flexible: 5 }, () => ({
  throttleTimeMs: int32({ since: 2, default: 0 }),
  topics: array({
    name: string(),
    topicId: uuid({ since: 7 }),
    errorCode: int16(),
    errorMessage: string({ since: 1, nullable: 0 }),
    topicConfigErrorCode: int16({ since: 5, tag: 0, default: 0 }),
    numPartitions: int32({ since: 5, default: -1 }),
    replicationFactor: int16({ since: 5, default: -1 }),
    configs: array(
      {
        name: string({ since: 5 }),
        value: string({ since: 5, nullable: 5 }),
        readOnly: bool({ since: 5 }),
        configSource: int8({ since: 5, default: -1 }),
        isSensitive: bool({ since: 5 }),
      },
      { since: 5, nullable: 5 },
    ),
  }),
}));
export interface CreateTopicsResponse extends Infer<typeof CreateTopicsResponse> {}
