import { DescribeConfigsRequest, DescribeConfigsResponse, ErrorCode, type InferInput } from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import type { RequestContext } from '../context.ts';
import { alterError, type AlterError, authorize, haveGroupsConfigs } from '../metadata/configs/alter-configs.ts';
import {
  describeBrokerConfigs,
  describeClientMetricsConfigs,
  describeClusterWideConfigs,
  type DescribedConfig,
  describeGroupConfigs,
  describeTopicConfigs,
} from '../metadata/configs/describe-configs.ts';
import { parseJavaInteger } from '../metadata/configs/java-digits.ts';
import { configDefOf } from '../metadata/configs/known-configs.ts';
import { ConfigResourceType } from '../metadata/records.ts';
import { validateTopicName } from '../metadata/topic-names.ts';

type Response = InferInput<typeof DescribeConfigsResponse>;
type Result = Response['results'][number];
type Resource = DescribeConfigsRequest['resources'][number];
type Configs = Result['configs'];

/**
 * How many configs a request may have described: a broker's are some 300, and nobody should have to wait for those who ask for
 * them a thousand times. Differs: Kafka describes whatever it is asked for.
 */
const MAX_CONFIGS = 100_000;
const TOO_MANY = alterError(
  ErrorCode.INVALID_REQUEST,
  `A request may have at most ${MAX_CONFIGS} configs described: ask for the other resources in another one`,
);

export const describeConfigs: Api = defineApi(
  'DescribeConfigs',
  DescribeConfigsRequest,
  DescribeConfigsResponse,
  handleDescribeConfigs,
);

/**
 * DescribeConfigs, v0–4. Configs with their values, sources, synonyms (KIP-226) and types (KIP-569).
 * Differs: documentation says where Kafka's is, and the only logger is the root one.
 */
function handleDescribeConfigs(context: RequestContext, request: DescribeConfigsRequest): Response {
  const unexpected = request.resources.find(({ resourceType }) => !isKnownType(context, resourceType));
  if (unexpected !== undefined) {
    const message = `Unexpected resource type UNKNOWN for resource ${unexpected.resourceName}`;
    const error = alterError(ErrorCode.INVALID_REQUEST, message);
    return { results: request.resources.map((resource) => failed(resource, error)) };
  }
  const known = new Map<string, AlterError | Configs>();
  let left = MAX_CONFIGS;
  const results = request.resources.map((resource) => {
    if (left < 0) return failed(resource, TOO_MANY);
    const key = `${resource.resourceType} ${resource.resourceName}`;
    let configs = known.get(key);
    if (configs === undefined) known.set(key, (configs = configsOf(context, request, resource)));
    if ('errorCode' in configs) return failed(resource, configs);
    left -= configs.length;
    return left < 0 ? failed(resource, TOO_MANY) : resultOf(resource, configs);
  });
  return { results };
}

function configsOf(
  context: RequestContext,
  request: DescribeConfigsRequest,
  { resourceType, resourceName }: Resource,
): AlterError | Configs {
  const type = resourceType as ConfigResourceType;
  const denied = authorize(context, type, resourceName, 'DescribeConfigs');
  const described = denied ?? describeResource(context, type, resourceName);
  if ('errorCode' in described) return described;
  return described.map((config) => ({
    ...config,
    synonyms: request.includeSynonyms ? config.synonyms : [],
    documentation: documentationOf(type, config.name, request.includeDocumentation),
  }));
}

function isKnownType({ services }: RequestContext, resourceType: number): boolean {
  if (resourceType === ConfigResourceType.GROUP && !haveGroupsConfigs(services.release)) return false;
  return resourceType === ConfigResourceType.BROKER_LOGGER || configDefOf(resourceType) !== undefined;
}

function describeResource(
  context: RequestContext,
  type: ConfigResourceType,
  name: string,
): AlterError | readonly DescribedConfig[] {
  const { configs, metadata } = context.services;
  switch (type) {
    case ConfigResourceType.TOPIC: {
      const invalidName = validateTopicName(name);
      if (invalidName !== undefined) return alterError(ErrorCode.INVALID_TOPIC_EXCEPTION, invalidName);
      if (metadata.topic(name) === undefined)
        return { errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, errorMessage: '' };
      return describeTopicConfigs(configs, name, context.broker);
    }
    case ConfigResourceType.BROKER:
      if (name === '') return describeClusterWideConfigs(configs);
      return (
        checkOwnId(context, name, ' or empty string,') ??
        describeBrokerConfigs(configs, context.broker, identityOf(context))
      );
    case ConfigResourceType.BROKER_LOGGER:
      if (name === '') return alterError(ErrorCode.INVALID_REQUEST, 'Broker id must not be empty');
      return checkOwnId(context, name, '') ?? context.services.loggers.describe(context.broker);
    case ConfigResourceType.CLIENT_METRICS:
      if (name === '')
        return alterError(ErrorCode.INVALID_REQUEST, 'Client metrics subscription name must not be empty');
      return describeClientMetricsConfigs(configs, name);
    case ConfigResourceType.GROUP:
      if (name === '') return alterError(ErrorCode.INVALID_REQUEST, 'Group name must not be empty');
      return describeGroupConfigs(configs, name, context.broker);
  }
}

/** A broker describes itself only. */
function checkOwnId(context: RequestContext, name: string, orElse: string): AlterError | undefined {
  const id = parseJavaInteger(name);
  if (id === undefined)
    return alterError(ErrorCode.INVALID_REQUEST, `Broker id must be an integer, but it is: ${name}`);
  if (id === context.broker) return undefined;
  const message = `Unexpected broker id, expected ${context.broker}${orElse} but received ${name}`;
  return alterError(ErrorCode.INVALID_REQUEST, message);
}

/** What would stand in the broker's server.properties. */
function identityOf(context: RequestContext): ReadonlyMap<string, string> {
  const broker = context.services.metadata.brokers.get(context.broker);
  const id = String(context.broker);
  const identity = new Map([
    ['broker.id', id],
    ['node.id', id],
    ['process.roles', 'broker,controller'],
    ['controller.listener.names', 'CONTROLLER'],
  ]);
  if (broker === undefined) return identity;
  const protocol = context.services.authentication.isRequired ? 'SASL_PLAINTEXT' : 'PLAINTEXT';
  const listener = `${protocol}://${broker.host}:${broker.port}`;
  identity.set('listeners', listener).set('advertised.listeners', listener);
  if (broker.rack !== null) identity.set('broker.rack', broker.rack);
  return identity;
}

function failed({ resourceType, resourceName }: Resource, { errorCode, errorMessage }: AlterError): Result {
  return { errorCode, errorMessage, resourceType, resourceName, configs: [] };
}

function resultOf({ resourceType, resourceName, configurationKeys }: Resource, described: Configs): Result {
  const asked = new Set(configurationKeys);
  const configs = asked.size === 0 ? described : described.filter(({ name }) => asked.has(name));
  return { errorCode: ErrorCode.NONE, errorMessage: '', resourceType, resourceName, configs };
}

/** Where Kafka's documentation has the configs of a resource, each at an anchor of its own. */
const ANCHORS: Partial<Record<ConfigResourceType, string>> = {
  [ConfigResourceType.TOPIC]: 'topicconfigs',
  [ConfigResourceType.BROKER]: 'brokerconfigs',
  [ConfigResourceType.GROUP]: 'groupconfigs',
};

/** KIP-569. Kafka's words are its own, so this is where they are; of loggers it has none. */
function documentationOf(type: ConfigResourceType, name: string, isWanted: boolean): string | null {
  if (type === ConfigResourceType.BROKER_LOGGER) return '';
  if (!isWanted) return null;
  const anchor = ANCHORS[type];
  return anchor === undefined ? 'See KIP-714' : `See https://kafka.apache.org/documentation/#${anchor}_${name}`;
}
