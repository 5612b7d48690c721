import { array, int16, int32, request, response, string, uuid, type Infer } from '../schema.ts';

/** DeleteTopics, v0–6. Deletes topics by name or id (KIP-4, KIP-516, KIP-599). */
export const DeleteTopicsRequest = request(20, { versions: [0, 6], flexible: 4 }, () => ({
  topics: array(
    {
      name: string({ since: 6, nullable: 6, default: null }),
      topicId: uuid({ since: 6 }),
    },
    { since: 6 },
  ),
  topicNames: array(string(), { until: 5 }),
  timeoutMs: int32(),
}));
export interface DeleteTopicsRequest extends Infer<typeof DeleteTopicsRequest> {}

/** Answer to DeleteTopics, v0–6. */
export const DeleteTopicsResponse = response(20, { versions: [0, 6], flexible: 4 }, () => ({
  throttleTimeMs: int32({ since: 1, default: 0 }),
  responses: array({
    name: string({ nullable: 6 }),
    topicId: uuid({ since: 6 }),
    errorCode: int16(),
    errorMessage: string({ since: 5, nullable: 5, default: null }),
  }),
}));
export interface DeleteTopicsResponse extends Infer<typeof DeleteTopicsResponse> {}
