import { bool, bytes, int16, int32, int8, request, response, uuid, type Infer } from '../schema.ts';

/** PushTelemetry, v0. A client's metrics (KIP-714). */
export const PushTelemetryRequest = request(72, { versions: [0, 0], flexible: 0 }, () => ({
  clientInstanceId: uuid(),
  subscriptionId: int32(),
  terminating: bool(),
  compressionType: int8(),
  /** OpenTelemetry MetricsData, compressed as a whole. */
  metrics: bytes(),
}));
export interface PushTelemetryRequest extends Infer<typeof PushTelemetryRequest> {}

/** Answer to PushTelemetry, v0. */
export const PushTelemetryResponse = response(72, { versions: [0, 0], flexible: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
}));
export interface PushTelemetryResponse extends Infer<typeof PushTelemetryResponse> {}
