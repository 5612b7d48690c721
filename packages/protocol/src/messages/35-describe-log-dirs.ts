import { array, bool, int16, int32, int64, request, response, string, type Infer } from '../schema.ts';

/** DescribeLogDirs, v0–5. What lies in a broker's log directories, and how much (KIP-113, KIP-827, KIP-1066). */
export const DescribeLogDirsRequest = request(35, { versions: [0, 5], flexible: 2 }, () => ({
  /** Null: all partitions of the broker. */
  topics: array({ topic: string(), partitions: array(int32()) }, { nullable: 0 }),
}));
export interface DescribeLogDirsRequest extends Infer<typeof DescribeLogDirsRequest> {}

/** Answer to DescribeLogDirs, v0–5. */
export const DescribeLogDirsResponse = response(35, { versions: [0, 5], flexible: 2 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16({ since: 3, default: 0 }),
  results: array({
    errorCode: int16(),
    logDir: string(),
    topics: array({
      name: string(),
      partitions: array({
        partitionIndex: int32(),
        /** Bytes of its segments. */
        partitionSize: int64(),
        /** How far it is behind the high watermark; a replica that moves, behind the one that it replaces. */
        offsetLag: int64(),
        isFutureKey: bool(),
      }),
    }),
    /** Of the volume that the directory lies on. */
    totalBytes: int64({ since: 4, default: -1 }),
    usableBytes: int64({ since: 4, default: -1 }),
    isCordoned: bool({ since: 5, default: false }),
  }),
}));
export interface DescribeLogDirsResponse extends Infer<typeof DescribeLogDirsResponse> {}
