import { array, int16, int32, int64, request, response, string, type Infer } from '../schema.ts';

/** ControlledShutdown, v0–3. A broker asks the controller to move its leaderships away. Until 3.9, with ZooKeeper (KIP-380 (broker epoch)). */
export const ControlledShutdownRequest = request(7, { versions: [0, 3], flexible: 3 }, () => ({
  brokerId: int32(),
  brokerEpoch: int64({ since: 2, default: -1 }),
}));
export interface ControlledShutdownRequest extends Infer<typeof ControlledShutdownRequest> {}

/** Answer to ControlledShutdown, v0–3. */
export const ControlledShutdownResponse = response(7, { versions: [0, 3], flexible: 3 }, () => ({
  errorCode: int16(),
  /** What it leads still. */
  remainingPartitions: array({
    topicName: string(),
    partitionIndex: int32(),
  }),
}));
export interface ControlledShutdownResponse extends Infer<typeof ControlledShutdownResponse> {}
