import { array, bool, int16, int32, int8, request, response, string, type Infer } from '../schema.ts';

/** UpdateFeatures, v0–2. Sets the finalized levels of features (KIP-584, KIP-778, KIP-1022). */
export const UpdateFeaturesRequest = request(57, { versions: [0, 2], flexible: 0 }, () => ({
  timeoutMs: int32({ default: 60000 }),
  featureUpdates: array({
    feature: string(),
    /** 0 removes the feature's level. */
    maxVersionLevel: int16(),
    allowDowngrade: bool({ until: 0 }),
    /** 1: upgrade only, 2: also downgrade without loss, 3: also downgrade with loss. */
    upgradeType: int8({ since: 1, default: 1 }),
  }),
  validateOnly: bool({ since: 1, default: false }),
}));
export interface UpdateFeaturesRequest extends Infer<typeof UpdateFeaturesRequest> {}

/** Answer to UpdateFeatures, v0–2. */
export const UpdateFeaturesResponse = response(57, { versions: [0, 2], flexible: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: string({ nullable: 0 }),
  results: array(
    {
      feature: string(),
      errorCode: int16(),
      errorMessage: string({ nullable: 0 }),
    },
    { until: 1 },
  ),
}));
export interface UpdateFeaturesResponse extends Infer<typeof UpdateFeaturesResponse> {}
