import { array, bool, int16, int32, int64, request, response, string, type Infer } from '../schema.ts';

/** ApiVersions, v0–5. Which APIs, versions and features the broker offers (KIP-35, KIP-511, KIP-584, KIP-1242 (v5)). */
export const ApiVersionsRequest = request(18, { versions: [0, 5], flexible: 3 }, () => ({
  clientSoftwareName: string({ since: 3 }),
  clientSoftwareVersion: string({ since: 3 }),
  clusterId: string({ since: 5, nullable: 5, default: null }),
  nodeId: int32({ since: 5, default: -1 }),
}));
export interface ApiVersionsRequest extends Infer<typeof ApiVersionsRequest> {}

/** Answer to ApiVersions, v0–5. */
export const ApiVersionsResponse = response(18, { versions: [0, 5], flexible: 3 }, () => ({
  errorCode: int16(),
  apiKeys: array({
    apiKey: int16(),
    minVersion: int16(),
    maxVersion: int16(),
  }),
  throttleTimeMs: int32({ since: 1, default: 0 }),
  supportedFeatures: array(
    {
      name: string({ since: 3 }),
      minVersion: int16({ since: 3 }),
      maxVersion: int16({ since: 3 }),
    },
    { since: 3, tag: 0, default: [] },
  ),
  finalizedFeaturesEpoch: int64({ since: 3, tag: 1, default: -1 }),
  finalizedFeatures: array(
    {
      name: string({ since: 3 }),
      maxVersionLevel: int16({ since: 3 }),
      minVersionLevel: int16({ since: 3 }),
    },
    { since: 3, tag: 2, default: [] },
  ),
  zkMigrationReady: bool({ since: 3, tag: 3, default: false }),
}));
export interface ApiVersionsResponse extends Infer<typeof ApiVersionsResponse> {}
