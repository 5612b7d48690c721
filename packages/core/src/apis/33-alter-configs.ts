import { AlterConfigsRequest, AlterConfigsResponse, ErrorCode, type InferInput } from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import type { RequestContext } from '../context.ts';
import {
  type AlteredResource,
  type AlterError,
  alterRecords,
  checkBrokerConfigs,
  checkResource,
  type ConfigChanges,
  duplicateResources,
  resourceNameOf,
  writeConfigs,
} from '../metadata/configs/alter-configs.ts';
import { ConfigResourceType } from '../metadata/records.ts';

type Response = InferInput<typeof AlterConfigsResponse>;

export const alterConfigs: Api = defineApi(
  'AlterConfigs',
  AlterConfigsRequest,
  AlterConfigsResponse,
  handleAlterConfigs,
);

/**
 * AlterConfigs, v0–2. Sets the configs given and removes all others of the resource (KIP-133).
 * Differs: Kafka 4.4 never answers when a resource is named twice; here it is refused, as IncrementalAlterConfigs does.
 */
function handleAlterConfigs(context: RequestContext, request: AlterConfigsRequest): Response {
  const duplicate = duplicateResources(request.resources);
  return {
    responses: request.resources.map((resource) => {
      const error = duplicate(resource) ?? replaceConfigs(context, resource, request.validateOnly);
      return {
        errorCode: error?.errorCode ?? ErrorCode.NONE,
        errorMessage: error?.errorMessage ?? null,
        resourceType: resource.resourceType,
        resourceName: resource.resourceName,
      };
    }),
  };
}

function replaceConfigs(
  context: RequestContext,
  resource: AlteredResource,
  validateOnly: boolean,
): AlterError | undefined {
  const nulls = resource.configs.filter(({ value }) => value === null);
  const error = checkResource(context, resource, nulls);
  if (error !== undefined) return error;
  const values = new Map(resource.configs.map(({ name, value }) => [name, value ?? '']));
  if (resource.resourceType === ConfigResourceType.BROKER) {
    const refused = checkBrokerConfigs(context, values, resource.resourceName === '');
    if (refused !== undefined) return refused;
  }
  const records = alterRecords(context, resource, replacing(context, resource, values));
  if ('errorCode' in records) return records;
  if (!validateOnly) writeConfigs(context, records);
  return undefined;
}

function replacing(
  context: RequestContext,
  resource: AlteredResource,
  values: ReadonlyMap<string, string>,
): ConfigChanges {
  const { configs } = context.services;
  const previous = configs.overridesOf(resource.resourceType as ConfigResourceType, resourceNameOf(resource));
  const removed = [...previous.keys()].filter((name) => !values.has(name)).map((name) => [name, null] as const);
  return new Map<string, string | null>([...values, ...removed]);
}
