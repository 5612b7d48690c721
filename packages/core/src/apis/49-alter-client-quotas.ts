import { AlterClientQuotasRequest, AlterClientQuotasResponse, ErrorCode, type InferInput } from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import { CLUSTER_NAME, type RequestContext } from '../context.ts';
import { validateRecordCount } from '../metadata/operation-limit.ts';
import { alterQuotas } from '../metadata/quotas/alter-quotas.ts';
import { partsOf } from '../metadata/quotas/quota-entity.ts';
import { QuotaKey } from '../metadata/quotas/quota-keys.ts';
import type { MetadataRecord } from '../metadata/records.ts';

type Response = InferInput<typeof AlterClientQuotasResponse>;

export const alterClientQuotas: Api = defineApi(
  'AlterClientQuotas',
  AlterClientQuotasRequest,
  AlterClientQuotasResponse,
  handleAlterClientQuotas,
);

/** AlterClientQuotas, v0–1. Sets and removes quotas, for each entity all of them or none (KIP-546). */
function handleAlterClientQuotas(context: RequestContext, request: AlterClientQuotasRequest): Response {
  if (!context.allowed('AlterConfigs', 'Cluster', CLUSTER_NAME)) {
    const errorMessage = 'Cluster authorization failed.';
    return refused(request, { errorCode: ErrorCode.CLUSTER_AUTHORIZATION_FAILED, errorMessage });
  }
  const { records, results } = alterQuotas(request.entries);
  const tooMany = validateRecordCount(records.length);
  if (tooMany !== undefined) return refused(request, tooMany);
  if (!request.validateOnly) {
    context.services.metadata.write(records, context.now);
    for (const record of records) warnOfInertQuota(context, record);
  }
  return { entries: results.map(({ entity, ...result }) => ({ ...result, entity: partsOf(entity) })) };
}

function refused(
  { entries }: AlterClientQuotasRequest,
  refusal: { readonly errorCode: ErrorCode; readonly errorMessage: string },
): Response {
  return { entries: entries.map(({ entity }) => ({ ...refusal, entity })) };
}

/** Differs: what share of the threads a request takes is not the same in every run, so nobody is throttled for it. */
function warnOfInertQuota({ services }: RequestContext, record: MetadataRecord): void {
  if (record.type !== 'ClientQuota' || record.key !== QuotaKey.REQUEST_PERCENTAGE || record.value === null) return;
  const entity = record.entity.map(({ entityType, entityName }) => `${entityType} ${entityName ?? 'default'}`);
  services.warnings.add(
    `quota of ${entity.join(', ')}: ${record.key}=${record.value} is stored and shown, but Testka does not count the time that requests take`,
  );
}
