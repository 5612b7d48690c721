import { ErrorCode, type InferInput, UpdateFeaturesRequest, UpdateFeaturesResponse } from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import { CLUSTER_NAME, type RequestContext } from '../context.ts';
import { ConfigResourceType, type MetadataRecord } from '../metadata/records.ts';
import { type FeatureUpdate, upgradeTypeOf, validateFeatureUpdate } from '../metadata/update-features.ts';
import { ELIGIBLE_LEADER_REPLICAS } from '../releases/features.ts';

type Response = InferInput<typeof UpdateFeaturesResponse>;

export const updateFeatures: Api = defineApi(
  'UpdateFeatures',
  UpdateFeaturesRequest,
  UpdateFeaturesResponse,
  handleUpdateFeatures,
);

/** UpdateFeatures, v0–2. Sets finalized levels, all or none (KIP-584). */
function handleUpdateFeatures(context: RequestContext, request: UpdateFeaturesRequest): Response {
  if (!context.allowed('Alter', 'Cluster', CLUSTER_NAME))
    return failed(ErrorCode.CLUSTER_AUTHORIZATION_FAILED, 'Cluster authorization failed.');
  const { metadata, features } = context.services;
  const updates = updatesOf(context, request);
  for (const update of updates) {
    const problem = validateFeatureUpdate(features, update);
    if (problem !== undefined) return failed(ErrorCode.INVALID_UPDATE_VERSION, `No feature was updated: ${problem}`);
  }
  if (!request.validateOnly) {
    metadata.write(
      updates.flatMap((update) => recordsOf(context, update)),
      context.now,
    );
  }
  // Up to version 1 each feature has an error of its own, and Kafka's words for none are "NONE".
  const results = request.featureUpdates.map(({ feature }) => ({
    feature,
    errorCode: ErrorCode.NONE,
    errorMessage: 'NONE',
  }));
  return { errorCode: ErrorCode.NONE, errorMessage: null, results };
}

function recordsOf({ services }: RequestContext, { feature: name, level }: FeatureUpdate): MetadataRecord[] {
  const wasOn = services.features.level(name) > 0;
  const record: MetadataRecord = { type: 'FeatureLevel', name, level };
  if (name !== ELIGIBLE_LEADER_REPLICAS || level > 0 === wasOn) return [record];
  return [record, ...(wasOn ? forgetEligibleReplicas(services) : unifyMinInsyncReplicas(services))];
}

function forgetEligibleReplicas({ metadata }: RequestContext['services']): MetadataRecord[] {
  return [...metadata.partitions()]
    .filter(({ eligibleLeaderReplicas }) => eligibleLeaderReplicas.length > 0)
    .map(({ topicId, partitionIndex }) => {
      return { type: 'PartitionChange', topicId, partitionIndex, eligibleLeaderReplicas: [], lastKnownElr: [] };
    });
}

/** From now on min.insync.replicas is one of the whole cluster, and always set (KIP-966). */
function unifyMinInsyncReplicas({ configs, metadata }: RequestContext['services']): MetadataRecord[] {
  const set = (resourceName: string, value: string | null): MetadataRecord => {
    return {
      type: 'Config',
      resourceType: ConfigResourceType.BROKER,
      resourceName,
      name: 'min.insync.replicas',
      value,
    };
  };
  const ofBrokers = metadata.nodes().map(({ id }) => set(String(id), null));
  return [...ofBrokers, set('', configs.broker.string('min.insync.replicas'))];
}

/** Of a feature that is named twice the last level counts. */
function updatesOf({ apiVersion }: RequestContext, { featureUpdates }: UpdateFeaturesRequest): FeatureUpdate[] {
  const updates = featureUpdates.map(({ feature, maxVersionLevel, allowDowngrade, upgradeType }): FeatureUpdate => {
    return {
      feature,
      level: maxVersionLevel,
      upgradeType: apiVersion === 0 ? upgradeTypeOf(allowDowngrade) : upgradeType,
    };
  });
  return [...new Map(updates.map((update) => [update.feature, update])).values()];
}

function failed(errorCode: ErrorCode, errorMessage: string): Response {
  return { errorCode, errorMessage, results: [] };
}
