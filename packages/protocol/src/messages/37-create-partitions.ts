import { array, bool, int16, int32, request, response, string, type Infer } from '../schema.ts';

/** CreatePartitions, v0–3. Raises a topic's number of partitions (KIP-195, KIP-599). */
export const CreatePartitionsRequest = request(37, { versions: [0, 3], flexible: 2 }, () => ({
  topics: array({
    name: string(),
    count: int32(),
    assignments: array(
      {
        brokerIds: array(int32()),
      },
      { nullable: 0 },
    ),
  }),
  timeoutMs: int32(),
  validateOnly: bool(),
}));
export interface CreatePartitionsRequest extends Infer<typeof CreatePartitionsRequest> {}

/** Answer to CreatePartitions, v0–3. */
export const CreatePartitionsResponse = response(37, { versions: [0, 3], flexible: 2 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  results: array({
    name: string(),
    errorCode: int16(),
    errorMessage: string({ nullable: 0, default: null }),
  }),
}));
export interface CreatePartitionsResponse extends Infer<typeof CreatePartitionsResponse> {}
