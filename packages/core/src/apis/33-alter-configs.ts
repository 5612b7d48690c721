import { AlterConfigsRequest, AlterConfigsResponse, type InferInput } from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import type { RequestContext } from '../context.ts';
import {
  type AlteredResource,
  type AlterError,
  alterRecords,
  checkResource,
  type ConfigChanges,
  duplicateResources,
} from '../metadata/configs/alter-configs.ts';
import { alterTogether } from '../metadata/configs/alter-together.ts';
import { checkBrokerConfigs } from '../metadata/configs/check-broker-configs.ts';
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
    responses: alterTogether(context, request, {
      byBroker: (resource) => duplicate(resource) ?? checkReplaced(context, resource),
      byController: (resource) => alterRecords(context, resource, replacing(context, resource, valuesOf(resource))),
    }),
  };
}

function checkReplaced(context: RequestContext, resource: AlteredResource): AlterError | undefined {
  const nulls = resource.configs.filter(({ value }) => value === null);
  const error = checkResource(context, resource, nulls);
  if (error !== undefined || resource.resourceType !== ConfigResourceType.BROKER) return error;
  return checkBrokerConfigs(context, valuesOf(resource), resource.resourceName === '');
}

function valuesOf({ configs }: AlteredResource): Map<string, string> {
  return new Map(configs.map(({ name, value }) => [name, value ?? '']));
}

function replacing(
  context: RequestContext,
  resource: AlteredResource,
  values: ReadonlyMap<string, string>,
): ConfigChanges {
  const { configs } = context.services;
  const previous = configs.overridesOf(resource.resourceType as ConfigResourceType, resource.resourceName);
  const removed = [...previous.keys()].filter((name) => !values.has(name)).map((name) => [name, null] as const);
  return new Map<string, string | null>([...values, ...removed]);
}
