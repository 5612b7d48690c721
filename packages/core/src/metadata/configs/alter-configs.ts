import { ErrorCode } from '@testka/protocol';
import { CLUSTER_NAME, type Operation, type RequestContext } from '../../context.ts';
import { ELIGIBLE_LEADER_REPLICAS } from '../../releases/features.ts';
import type { Release } from '../../releases/release.ts';
import type { ReleaseName } from '../../releases/release-name.ts';
import type { Features } from '../features.ts';
import { ConfigResourceType, type MetadataRecord } from '../records.ts';
import { validateTopicName } from '../topic-names.ts';
import { inertConfigWarning } from './acted-upon.ts';
import { brokerConfigKey } from './broker-config-key.ts';
import { ConfigType } from './config-def.ts';
import { parseJavaInteger } from './java-digits.ts';
import { configDefOf } from './known-configs.ts';
import type { ConfigValues } from './overrides.ts';
import {
  validateClientMetricsConfigs,
  validateGroupConfigs,
  validateSizes,
  validateTopicConfigs,
} from './validate-configs.ts';

/** A resource in a request of AlterConfigs or IncrementalAlterConfigs. */
export interface AlteredResource {
  readonly resourceType: number;
  readonly resourceName: string;
  readonly configs: readonly { readonly name: string; readonly value: string | null }[];
}

export interface AlterError {
  readonly errorCode: ErrorCode;
  readonly errorMessage: string | null;
}

/** What is to be set (a text) and removed (null). */
export type ConfigChanges = ReadonlyMap<string, string | null>;

export type ConfigRecord = Extract<MetadataRecord, { type: 'Config' }>;

const MIN_INSYNC_REPLICAS = 'min.insync.replicas';

export function alterError(errorCode: ErrorCode, errorMessage: string): AlterError {
  return { errorCode, errorMessage };
}

/** Error for the resources that a request names twice. */
export function duplicateResources(
  resources: readonly AlteredResource[],
): (resource: AlteredResource) => AlterError | undefined {
  const keyOf = ({ resourceType, resourceName }: AlteredResource): string => `${resourceType}:${resourceName}`;
  const counts = new Map<string, number>();
  for (const resource of resources) counts.set(keyOf(resource), (counts.get(keyOf(resource)) ?? 0) + 1);
  return (resource) =>
    counts.get(keyOf(resource)) === 1
      ? undefined
      : alterError(ErrorCode.INVALID_REQUEST, 'Each resource must appear at most once.');
}

/**
 * What Kafka's broker finds wrong with a resource before it asks the controller: names twice, missing values, a resource
 * that is not its own (ConfigAdminManager.preprocess).
 * @param nulls the configs that lack the value they need
 */
export function checkResource(
  context: RequestContext,
  { resourceType, resourceName, configs }: AlteredResource,
  nulls: AlteredResource['configs'],
): AlterError | undefined {
  const error = checkConfigs(configs, nulls);
  if (error !== undefined) return error;
  switch (resourceType) {
    case ConfigResourceType.BROKER:
      return resourceName === '' ? undefined : checkBrokerId(context, resourceName);
    case ConfigResourceType.TOPIC:
    case ConfigResourceType.CLIENT_METRICS:
      return undefined;
    case ConfigResourceType.GROUP:
      if (haveGroupsConfigs(context.services.release)) return undefined;
  }
  return alterError(ErrorCode.INVALID_REQUEST, `Unknown resource type ${resourceType}`);
}

/** Groups have configs since 4.0 (KIP-848). */
export function haveGroupsConfigs(release: Release): boolean {
  return release.isAtLeast('4.0');
}

/** What can be wrong with the configs of any resource. */
export function checkConfigs(
  configs: AlteredResource['configs'],
  nulls: AlteredResource['configs'],
): AlterError | undefined {
  if (new Set(configs.map(({ name }) => name)).size !== configs.length) {
    return alterError(ErrorCode.INVALID_REQUEST, 'Error due to duplicate config keys');
  }
  if (nulls.length === 0) return undefined;
  const names = nulls.map(({ name }) => name).join(', ');
  return alterError(ErrorCode.INVALID_REQUEST, `Null value not supported for : ${names}`);
}

/** A broker configures itself only. */
export function checkBrokerId(context: RequestContext, resourceName: string): AlterError | undefined {
  const id = parseJavaInteger(resourceName);
  if (id === undefined)
    return alterError(ErrorCode.INVALID_REQUEST, `Node id must be an integer, but it is: ${resourceName}`);
  if (id === context.broker) return undefined;
  const message = `Unexpected broker id, expected ${context.broker}, but received ${resourceName}`;
  return alterError(ErrorCode.INVALID_REQUEST, message);
}

/**
 * The records that make these changes, or why they cannot be made: rights, limits, names and values, existence, in the
 * controller's order (ConfigurationControlManager).
 */
export function alterRecords(
  context: RequestContext,
  resource: AlteredResource,
  changes: ConfigChanges,
): AlterError | ConfigRecord[] {
  const resourceType = resource.resourceType as ConfigResourceType;
  const { resourceName } = resource;
  const denied = authorize(context, resourceType, resourceName);
  if (denied !== undefined) return denied;
  const previous = context.services.configs.overridesOf(resourceType, resourceName);
  const error = checkMinInsyncReplicas(context.services.features, resourceType, resourceName, changes);
  if (error !== undefined) return error;
  const values = applied(previous, changes);
  const tooLong = validateSizes(values, previous);
  if (tooLong !== undefined) return alterError(ErrorCode.INVALID_CONFIG, tooLong);
  const problem = validate(context, resourceType, resourceName, values, previous);
  if (problem !== undefined) return problem;
  // The records of brokers are written even when nothing changes, to make them load files again (KAFKA-14136).
  const isWritten = ([name, value]: readonly [string, string | null]): boolean =>
    resourceType === ConfigResourceType.BROKER || (previous.get(name) ?? null) !== value;
  return [...changes].filter(isWritten).map(([name, value]) => {
    return { type: 'Config', resourceType, resourceName, name, value };
  });
}

/** What is set for a resource once the changes are made. */
export function applied(previous: ConfigValues, changes: ConfigChanges): Map<string, string> {
  const values = new Map(previous);
  for (const [name, value] of changes) {
    if (value === null) values.delete(name);
    else values.set(name, value);
  }
  return values;
}

/** Writes the records, and notes for the user what was set without an effect. */
export function writeConfigs(context: RequestContext, records: readonly ConfigRecord[]): void {
  const { configs, features, metadata, warnings } = context.services;
  metadata.write([...records, ...clearElrRecords(features, records)], context.now);
  for (const { resourceType, resourceName, name, value } of records) {
    if (value === null) continue;
    const warning = inertConfigWarning({ type: resourceType, name: resourceName }, name, value, configs.release);
    if (warning !== undefined) warnings.add(warning);
    if (isOtherForm(resourceType, resourceName))
      warnings.add(
        `broker ${resourceName}: ${name} is stored and, as in Kafka, not looked at: brokers go by ids like "1"`,
      );
  }
}

/** Kafka takes `01` and `+1` for broker 1, and keeps what is set apart from what is set for `1`. */
function isOtherForm(resourceType: ConfigResourceType, resourceName: string): boolean {
  return (
    resourceType === ConfigResourceType.BROKER && resourceName !== '' && String(Number(resourceName)) !== resourceName
  );
}

/**
 * Who left the in-sync set while it was too small is known to have all that was acknowledged then; what counts as too small
 * is another thing now, and what is acknowledged from here on they may lack (KIP-966).
 */
function clearElrRecords(features: Features, records: readonly ConfigRecord[]): MetadataRecord[] {
  if (features.level(ELIGIBLE_LEADER_REPLICAS) === 0) return [];
  return records
    .filter(({ name }) => name === MIN_INSYNC_REPLICAS)
    .map(({ resourceType, resourceName }) => {
      return { type: 'ClearElr', topicName: resourceType === ConfigResourceType.TOPIC ? resourceName : '' };
    });
}

/** Whether the config can be extended and shortened: of groups and client metrics none can. */
export function isList(resourceType: number, name: string, release: ReleaseName): boolean {
  if (resourceType !== ConfigResourceType.TOPIC && resourceType !== ConfigResourceType.BROKER) return false;
  const key =
    resourceType === ConfigResourceType.BROKER
      ? brokerConfigKey(name, release)
      : configDefOf(resourceType, release)?.get(name);
  return key?.type === ConfigType.LIST;
}

/** Whether the client may read or change the configs of a resource (KIP-133, KIP-1043). */
export function authorize(
  context: RequestContext,
  resourceType: ConfigResourceType,
  resourceName: string,
  operation: Extract<Operation, 'AlterConfigs' | 'DescribeConfigs'> = 'AlterConfigs',
): AlterError | undefined {
  switch (resourceType) {
    case ConfigResourceType.TOPIC:
      if (context.allowed(operation, 'Topic', resourceName)) return undefined;
      return alterError(ErrorCode.TOPIC_AUTHORIZATION_FAILED, 'Topic authorization failed.');
    case ConfigResourceType.GROUP:
      if (context.allowed(operation, 'Group', resourceName)) return undefined;
      return alterError(ErrorCode.GROUP_AUTHORIZATION_FAILED, 'Group authorization failed.');
    case ConfigResourceType.BROKER:
    case ConfigResourceType.BROKER_LOGGER:
    case ConfigResourceType.CLIENT_METRICS:
      if (context.allowed(operation, 'Cluster', CLUSTER_NAME)) return undefined;
      return alterError(ErrorCode.CLUSTER_AUTHORIZATION_FAILED, 'Cluster authorization failed.');
  }
}

/** With eligible leader replicas on, this config is one of the whole cluster and stays set (KIP-966). */
function checkMinInsyncReplicas(
  features: Features,
  resourceType: ConfigResourceType,
  resourceName: string,
  changes: ConfigChanges,
): AlterError | undefined {
  if (resourceType !== ConfigResourceType.BROKER || !changes.has(MIN_INSYNC_REPLICAS)) return undefined;
  if (features.level(ELIGIBLE_LEADER_REPLICAS) === 0) return undefined;
  if (resourceName !== '') {
    const message = `Broker-level ${MIN_INSYNC_REPLICAS} cannot be altered while ELR is enabled.`;
    return alterError(ErrorCode.INVALID_CONFIG, message);
  }
  if (changes.get(MIN_INSYNC_REPLICAS) !== null) return undefined;
  const message = `Cluster-level ${MIN_INSYNC_REPLICAS} cannot be removed while ELR is enabled.`;
  return alterError(ErrorCode.INVALID_CONFIG, message);
}

function validate(
  context: RequestContext,
  resourceType: ConfigResourceType,
  resourceName: string,
  values: ConfigValues,
  previous: ConfigValues,
): AlterError | undefined {
  const { configs, metadata } = context.services;
  const invalid = (problem: string | undefined): AlterError | undefined =>
    problem === undefined ? undefined : alterError(ErrorCode.INVALID_CONFIG, problem);
  switch (resourceType) {
    case ConfigResourceType.TOPIC: {
      if (resourceName === '') return alterError(ErrorCode.INVALID_REQUEST, 'Default topic resources are not allowed.');
      const invalidName = validateTopicName(resourceName);
      if (invalidName !== undefined) return alterError(ErrorCode.INVALID_TOPIC_EXCEPTION, invalidName);
      const problem = invalid(validateTopicConfigs(configs, values, previous));
      if (problem !== undefined || metadata.topic(resourceName) !== undefined) return problem;
      return alterError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, `The topic '${resourceName}' does not exist.`);
    }
    case ConfigResourceType.GROUP:
      if (resourceName === '') return alterError(ErrorCode.INVALID_REQUEST, 'Default group resources are not allowed.');
      return invalid(validateGroupConfigs(configs, values, previous));
    case ConfigResourceType.CLIENT_METRICS: {
      if (resourceName === '') return alterError(ErrorCode.INVALID_REQUEST, "Subscription name can't be empty");
      const wrong = validateClientMetricsConfigs(values);
      if (wrong === undefined) return undefined;
      return alterError(wrong.isRequest ? ErrorCode.INVALID_REQUEST : ErrorCode.INVALID_CONFIG, wrong.problem);
    }
    case ConfigResourceType.BROKER:
    case ConfigResourceType.BROKER_LOGGER:
      return undefined;
  }
}
