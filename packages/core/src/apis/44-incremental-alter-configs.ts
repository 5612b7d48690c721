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
  checkBrokerConfigs,
  checkBrokerId,
  checkResource,
  type ConfigChanges,
  configDefOf,
  duplicateResources,
  isList,
  resourceNameOf,
  writeConfigs,
} from '../metadata/configs/alter-configs.ts';
import { ConfigResourceType } from '../metadata/records.ts';

type Response = InferInput<typeof IncrementalAlterConfigsResponse>;
type Resource = IncrementalAlterConfigsRequest['resources'][number];
type ConfigOperation = Resource['configs'][number];

/** AlterConfigOp.OpType. */
const SET = 0;
const DELETE = 1;
const APPEND = 2;
const SUBTRACT = 3;

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
    responses: request.resources.map((resource) => {
      const error = duplicate(resource) ?? changeConfigs(context, resource, request.validateOnly);
      return {
        errorCode: error?.errorCode ?? ErrorCode.NONE,
        errorMessage: error?.errorMessage ?? null,
        resourceType: resource.resourceType,
        resourceName: resource.resourceName,
      };
    }),
  };
}

function changeConfigs(context: RequestContext, resource: Resource, validateOnly: boolean): AlterError | undefined {
  if (resource.resourceType === ConfigResourceType.BROKER_LOGGER) return refuseLoggers(context, resource);
  const nulls = resource.configs.filter(({ value, configOperation }) => value === null && configOperation !== DELETE);
  const error = checkResource(context, resource, nulls);
  if (error !== undefined) return error;
  const changes = changesOf(context, resource);
  if ('errorCode' in changes) return changes;
  if (resource.resourceType === ConfigResourceType.BROKER) {
    const values = applied(context.services.configs.broker.overridesOf(resourceNameOf(resource)), changes);
    const refused = checkBrokerConfigs(values, resource.resourceName === '');
    if (refused !== undefined) return refused;
  }
  const records = alterRecords(context, resource, changes);
  if ('errorCode' in records) return records;
  if (!validateOnly) writeConfigs(context, records);
  return undefined;
}

/** The broker has no loggers (KIP-412), as DescribeConfigs says too. */
function refuseLoggers(context: RequestContext, { resourceName, configs }: Resource): AlterError | undefined {
  const error = checkBrokerId(context, resourceName);
  if (error !== undefined) return error;
  const logger = configs[0]?.name;
  return logger === undefined ? undefined : alterError(ErrorCode.INVALID_CONFIG, `Logger ${logger} does not exist!`);
}

/** What the operations come to, given what is set now. */
function changesOf(context: RequestContext, resource: Resource): AlterError | ConfigChanges {
  const { resourceType } = resource;
  const { configs } = context.services;
  const current = configs.overridesOf(resourceType as ConfigResourceType, resourceNameOf(resource));
  const changes = new Map<string, string | null>();
  for (const { name, configOperation, value } of resource.configs) {
    const isOfList = configOperation === APPEND || configOperation === SUBTRACT;
    if (configOperation !== SET && configOperation !== DELETE && !isOfList)
      return unknownOperation(resource, configOperation);
    if (isOfList && !isList(resourceType, name)) return notAList(resource, name, configOperation);
    const before = current.get(name) ?? configDefOf(resourceType)?.get(name)?.defaultValue ?? '';
    changes.set(name, valueAfter(configOperation, before, value));
  }
  return changes;
}

function valueAfter(operation: number, before: string, value: string | null): string | null {
  if (operation === DELETE) return null;
  if (operation === SET || value === null) return value;
  const elements = before.split(',').filter((element) => element !== '');
  const given = value.split(',');
  if (operation === SUBTRACT) return elements.filter((element) => !given.includes(element)).join(',');
  return [...new Set([...elements, ...given])].join(',');
}

/** Kafka's controller stumbles over an operation that it does not know; its broker, checking its own configs, refuses it. */
function unknownOperation({ resourceType }: Resource, operation: ConfigOperation['configOperation']): AlterError {
  if (resourceType === ConfigResourceType.BROKER) {
    return alterError(ErrorCode.INVALID_REQUEST, `Unknown operations type ${operation}`);
  }
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
