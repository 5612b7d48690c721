import {
  ErrorCode,
  IncrementalAlterConfigsRequest,
  IncrementalAlterConfigsResponse,
  type InferInput,
} from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import type { RequestContext } from '../context.ts';
import {
  alterError,
  type AlterError,
  alterRecords,
  applied,
  authorize,
  checkBrokerId,
  checkConfigs,
  checkResource,
  type ConfigChanges,
  duplicateResources,
  isList,
} from '../metadata/configs/alter-configs.ts';
import { alterTogether } from '../metadata/configs/alter-together.ts';
import { checkBrokerConfigs } from '../metadata/configs/check-broker-configs.ts';
import { checkLoggerChange } from '../metadata/configs/broker-loggers.ts';
import { ConfigOperation } from '../metadata/configs/config-operation.ts';
import { configDefOf } from '../metadata/configs/known-configs.ts';
import { ConfigResourceType } from '../metadata/records.ts';

type Response = InferInput<typeof IncrementalAlterConfigsResponse>;
type Resource = IncrementalAlterConfigsRequest['resources'][number];

const { SET, DELETE, APPEND, SUBTRACT } = ConfigOperation;

export const incrementalAlterConfigs: Api = defineApi(
  'IncrementalAlterConfigs',
  IncrementalAlterConfigsRequest,
  IncrementalAlterConfigsResponse,
  handleIncrementalAlterConfigs,
);

/** IncrementalAlterConfigs, v0–1. Sets, removes and, for lists, extends and shortens single configs (KIP-339). */
function handleIncrementalAlterConfigs(context: RequestContext, request: IncrementalAlterConfigsRequest): Response {
  const duplicate = duplicateResources(request.resources);
  return {
    responses: alterTogether(context, request, {
      byBroker: (resource) => duplicate(resource) ?? byBroker(context, resource, request.validateOnly),
      byController: (resource) => {
        const changes = changesOf(context, resource);
        return 'errorCode' in changes ? changes : alterRecords(context, resource, changes);
      },
    }),
  };
}

function byBroker(context: RequestContext, resource: Resource, validateOnly: boolean): AlterError | 'done' | undefined {
  const nulls = resource.configs.filter(({ value, configOperation }) => value === null && configOperation !== DELETE);
  if (resource.resourceType === ConfigResourceType.BROKER_LOGGER)
    return checkConfigs(resource.configs, nulls) ?? changeLoggers(context, resource, validateOnly) ?? 'done';
  const error = checkResource(context, resource, nulls);
  if (error !== undefined || resource.resourceType !== ConfigResourceType.BROKER) return error;
  const changes = changesOf(context, resource);
  if ('errorCode' in changes) return changes;
  const values = applied(context.services.configs.broker.overridesOf(resource.resourceName), changes);
  return checkBrokerConfigs(context, values, resource.resourceName === '');
}

function changeLoggers(context: RequestContext, resource: Resource, validateOnly: boolean): AlterError | undefined {
  const { broker, services } = context;
  const denied = authorize(context, ConfigResourceType.BROKER_LOGGER, resource.resourceName);
  const error = denied ?? checkBrokerId(context, resource.resourceName);
  if (error !== undefined) return error;
  for (const change of resource.configs) {
    const problem = checkLoggerChange(change);
    if (problem !== undefined) return problem;
  }
  if (validateOnly) return undefined;
  for (const { name, value } of resource.configs) {
    services.loggers.set(broker, value ?? '');
    services.warnings.add(
      `broker ${broker}: the level ${value} of logger ${name} is kept and shown, but Testka has no logs`,
    );
  }
  return undefined;
}

/** The only list without a default: Kafka's broker stumbles when it is to be extended or shortened. */
const REQUIRED_LIST = 'process.roles';

/** What the operations come to, given what is set now. */
function changesOf(context: RequestContext, resource: Resource): AlterError | ConfigChanges {
  const { resourceType } = resource;
  const { configs } = context.services;
  const current = configs.overridesOf(resourceType as ConfigResourceType, resource.resourceName);
  const changes = new Map<string, string | null>();
  for (const { name, configOperation, value } of resource.configs) {
    const isOfList = configOperation === APPEND || configOperation === SUBTRACT;
    if (configOperation !== SET && configOperation !== DELETE && !isOfList)
      return unknownOperation(resource, configOperation);
    if (isOfList && !isList(resourceType, name, configs.release)) return notAList(resource, name, configOperation);
    const known = configDefOf(resourceType, configs.release)?.get(name);
    if (isOfList && name === REQUIRED_LIST && known?.defaultValue === null) return stumbled();
    const before = current.get(name) ?? known?.defaultValue ?? '';
    changes.set(name, valueAfter(configOperation, before, value));
  }
  return changes;
}

function valueAfter(operation: number, before: string, value: string | null): string | null {
  if (operation === DELETE) return null;
  if (operation === SET || value === null) return value;
  const elements = before.split(',').filter((element) => element !== '');
  for (const given of givenElements(value)) {
    const index = elements.indexOf(given);
    if (operation === APPEND && index < 0) elements.push(given);
    // What is there several times is taken away once.
    if (operation === SUBTRACT && index >= 0) elements.splice(index, 1);
  }
  return elements.join(',');
}

/** Java's split() leaves out empty elements at the end, but of an empty text it makes one. */
function givenElements(value: string): string[] {
  const shortened = value.replace(/,+$/, '');
  return shortened === '' && value !== '' ? [] : shortened.split(',');
}

/** Kafka's controller stumbles over an operation that it does not know; its broker, checking its own configs, refuses it. */
function unknownOperation({ resourceType }: Resource, operation: number): AlterError {
  if (resourceType === ConfigResourceType.BROKER) {
    return alterError(ErrorCode.INVALID_REQUEST, `Unknown operations type ${operation}`);
  }
  return stumbled();
}

function stumbled(): AlterError {
  return { errorCode: ErrorCode.UNKNOWN_SERVER_ERROR, errorMessage: null };
}

function notAList({ resourceType }: Resource, name: string, operation: number): AlterError {
  if (resourceType === ConfigResourceType.BROKER) {
    const verb = operation === APPEND ? 'append' : 'subtract';
    return alterError(ErrorCode.INVALID_CONFIG, `Config value ${verb} is not allowed for config key: ${name}`);
  }
  const verb = operation === APPEND ? 'APPEND' : 'SUBTRACT';
  return alterError(ErrorCode.INVALID_CONFIG, `Can't ${verb} to key ${name} because its type is not LIST.`);
}
