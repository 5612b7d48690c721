import { array, bool, int16, int32, int8, request, response, string, uuid, type Infer } from '../schema.ts';

/** GetTelemetrySubscriptions, v0. Which metrics a client is to push (KIP-714). */
export const GetTelemetrySubscriptionsRequest = request(71, { versions: [0, 0], flexible: 0 }, () => ({
  /** Zero the first time. */
  clientInstanceId: uuid(),
}));
export interface GetTelemetrySubscriptionsRequest extends Infer<typeof GetTelemetrySubscriptionsRequest> {}

/** Answer to GetTelemetrySubscriptions, v0. */
export const GetTelemetrySubscriptionsResponse = response(71, { versions: [0, 0], flexible: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  clientInstanceId: uuid(),
  subscriptionId: int32(),
  acceptedCompressionTypes: array(int8()),
  pushIntervalMs: int32(),
  telemetryMaxBytes: int32(),
  /** Whether counters start anew at each push. */
  deltaTemporality: bool(),
  /** Prefixes of names; empty for none, one empty prefix for all. */
  requestedMetrics: array(string()),
}));
export interface GetTelemetrySubscriptionsResponse extends Infer<typeof GetTelemetrySubscriptionsResponse> {}
