import { ErrorCode, type InferInput, ListConfigResourcesRequest, ListConfigResourcesResponse } from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import { CLUSTER_NAME, type RequestContext } from '../context.ts';
import { ConfigResourceType } from '../metadata/records.ts';

type Response = InferInput<typeof ListConfigResourcesResponse>;

/** In the order of Kafka's answer. */
const TYPES: readonly ConfigResourceType[] = Object.values(ConfigResourceType).toReversed();

export const listConfigResources: Api = defineApi(
  'ListConfigResources',
  ListConfigResourcesRequest,
  ListConfigResourcesResponse,
  handleListConfigResources,
);

/** ListConfigResources, v0–1. Topics and brokers there are, groups and subscriptions that have configs (KIP-1142). */
function handleListConfigResources(context: RequestContext, request: ListConfigResourcesRequest): Response {
  const refused = (errorCode: ErrorCode): Response => ({ errorCode, configResources: [] });
  if (!context.allowed('DescribeConfigs', 'Cluster', CLUSTER_NAME))
    return refused(ErrorCode.CLUSTER_AUTHORIZATION_FAILED);
  // Version 0 was ListClientMetricsResources (KIP-714).
  const asked = context.apiVersion === 0 ? [ConfigResourceType.CLIENT_METRICS] : request.resourceTypes;
  if (asked.some((type) => !TYPES.some((each) => each === type))) return refused(ErrorCode.UNSUPPORTED_VERSION);
  const isAsked = (type: ConfigResourceType): boolean => asked.length === 0 || asked.includes(type);
  const configResources = TYPES.filter(isAsked).flatMap((resourceType) =>
    namesOf(context, resourceType).map((resourceName) => ({ resourceName, resourceType })),
  );
  return { errorCode: ErrorCode.NONE, configResources };
}

function namesOf({ services }: RequestContext, type: ConfigResourceType): string[] {
  const { metadata, configs } = services;
  switch (type) {
    case ConfigResourceType.TOPIC:
      return Array.from(metadata.topics, ({ name }) => name);
    case ConfigResourceType.BROKER:
    case ConfigResourceType.BROKER_LOGGER:
      // Those that do not run are listed too, as long as they are registered.
      return [...metadata.brokers.keys()].toSorted((a, b) => a - b).map(String);
    case ConfigResourceType.CLIENT_METRICS:
    case ConfigResourceType.GROUP:
      return configs.namesOf(type);
  }
}
