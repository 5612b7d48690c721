import { type DescribeClientQuotasRequest, ErrorCode } from '@testka/protocol';
import { EntityType, type QuotaEntity } from './quota-entity.ts';

type Component = DescribeClientQuotasRequest['components'][number];

const MatchType = { EXACT: 0, DEFAULT: 1, ANY: 2 } as const;

const KNOWN_TYPES: ReadonlySet<string> = new Set(Object.values(EntityType));

export interface FilterProblem {
  readonly errorCode: ErrorCode;
  readonly errorMessage: string;
}

/** Why a filter cannot be, in Kafka's words; undefined when it can. */
export function validateFilter(components: readonly Component[]): FilterProblem | undefined {
  const seen = new Set<string>();
  for (const { entityType, matchType, match } of components) {
    if (entityType === '') return invalid('Invalid empty entity type.');
    if (seen.has(entityType)) return invalid(`Entity type ${entityType} cannot appear more than once in the filter.`);
    if (!KNOWN_TYPES.has(entityType)) {
      return { errorCode: ErrorCode.UNSUPPORTED_VERSION, errorMessage: `Unsupported entity type ${entityType}` };
    }
    seen.add(entityType);
    const problem = matchProblem(matchType, match);
    if (problem !== undefined) return invalid(problem);
  }
  if (seen.has(EntityType.IP) && seen.size > 1) {
    const rule = 'IP filter component should not be used with user or clientId filter component.';
    return invalid(`Invalid entity filter component combination. ${rule}`);
  }
  return undefined;
}

function matchProblem(matchType: number, match: string | null): string | undefined {
  switch (matchType) {
    case MatchType.EXACT:
      return match === null ? 'Request specified MATCH_TYPE_EXACT, but set match string to null.' : undefined;
    case MatchType.DEFAULT:
      return match === null ? undefined : 'Request specified MATCH_TYPE_DEFAULT, but also specified a match string.';
    case MatchType.ANY:
      return match === null ? undefined : 'Request specified MATCH_TYPE_SPECIFIED, but also specified a match string.';
    default:
      return `Unknown match type ${matchType}`;
  }
}

/** @param strict the entity has no types but those of the filter. */
export function matchesFilter(entity: QuotaEntity, components: readonly Component[], strict: boolean): boolean {
  if (strict && entity.size !== components.length) return false;
  return components.every(({ entityType, matchType, match }) => {
    const name = entity.get(entityType);
    if (name === undefined) return false;
    if (matchType === MatchType.EXACT) return name === match;
    return matchType === MatchType.ANY || name === null;
  });
}

function invalid(errorMessage: string): FilterProblem {
  return { errorCode: ErrorCode.INVALID_REQUEST, errorMessage };
}
