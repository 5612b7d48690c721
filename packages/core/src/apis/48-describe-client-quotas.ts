import {
  DescribeClientQuotasRequest,
  DescribeClientQuotasResponse,
  ErrorCode,
  type InferInput,
} from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import { CLUSTER_NAME, type RequestContext } from '../context.ts';
import { partsOf } from '../metadata/quotas/quota-entity.ts';
import { type FilterProblem, matchesFilter, validateFilter } from '../metadata/quotas/quota-filter.ts';

type Response = InferInput<typeof DescribeClientQuotasResponse>;

export const describeClientQuotas: Api = defineApi(
  'DescribeClientQuotas',
  DescribeClientQuotasRequest,
  DescribeClientQuotasResponse,
  handleDescribeClientQuotas,
);

/** DescribeClientQuotas, v0–1. What is set for the entities that match all of the filter's components (KIP-546). */
function handleDescribeClientQuotas(context: RequestContext, request: DescribeClientQuotasRequest): Response {
  const { components, strict } = request;
  if (!context.allowed('DescribeConfigs', 'Cluster', CLUSTER_NAME)) {
    return failed({ errorCode: ErrorCode.CLUSTER_AUTHORIZATION_FAILED, errorMessage: 'Cluster authorization failed.' });
  }
  const problem = validateFilter(components);
  if (problem !== undefined) return failed(problem);
  const entries = [...context.services.quotas.all()]
    .filter(({ entity }) => matchesFilter(entity, components, strict))
    .map(({ entity, values }) => ({
      entity: partsOf(entity),
      values: [...values].map(([key, value]) => ({ key, value })),
    }));
  return { errorCode: ErrorCode.NONE, errorMessage: '', entries };
}

function failed(problem: FilterProblem): Response {
  return { ...problem, entries: null };
}
