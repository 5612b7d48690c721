import { type AlterClientQuotasRequest, ErrorCode } from '@testka/protocol';
import type { MetadataRecord } from '../records.ts';
import { canonicalAddress } from './ip-address.ts';
import { entityKey, entityOf, EntityType, partsOf, type QuotaEntity } from './quota-entity.ts';
import { validateQuota } from './quota-keys.ts';

type Alteration = AlterClientQuotasRequest['entries'][number];
type Operation = Alteration['ops'][number];

/** What becomes of one entity of a request. */
export interface AlteredEntity {
  readonly entity: QuotaEntity;
  readonly errorCode: ErrorCode;
  readonly errorMessage: string | null;
}

const KNOWN_TYPES: ReadonlySet<string> = new Set(Object.values(EntityType));

/** Judges each entity for itself (ClientQuotaControlManager). @returns what to write, and one result for each entity. */
export function alterQuotas(alterations: readonly Alteration[]): {
  readonly records: readonly MetadataRecord[];
  readonly results: readonly AlteredEntity[];
} {
  const records: MetadataRecord[] = [];
  const results = new Map<string, AlteredEntity>();
  for (const { entity: parts, ops } of alterations) {
    const entity = entityOf(parts);
    const id = entityKey(entity);
    const isRepeated = results.has(id) || new Set(ops.map(({ key }) => key)).size < ops.length;
    const problem = isRepeated ? `Ignoring duplicate entity ${describe(entity)}` : problemOf(entity, ops);
    results.set(id, resultOf(entity, problem));
    if (problem === undefined) for (const op of ops) records.push(recordOf(entity, op));
  }
  return { records, results: [...results.values()] };
}

function problemOf(entity: QuotaEntity, ops: readonly Operation[]): string | undefined {
  const invalid = invalidEntity(entity);
  if (invalid !== undefined) return invalid;
  for (const { key, value, remove } of ops) {
    const problem = remove ? undefined : validateQuota(entity, key, value);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function invalidEntity(entity: QuotaEntity): string | undefined {
  if (entity.size === 0) return 'Invalid empty client quota entity';
  for (const [type, name] of entity) {
    if (!KNOWN_TYPES.has(type)) return `Unhandled client quota entity type: ${type}`;
    if (name === '') return `Empty ${type} not supported`;
  }
  const address = entity.get(EntityType.IP);
  if (address === undefined) return undefined;
  if (entity.size > 1) {
    return 'Invalid quota entity combination, IP entity should not be combined with User or ClientId';
  }
  return address === null || canonicalAddress(address) !== undefined
    ? undefined
    : `${address} is not a valid IP or resolvable host.`;
}

function resultOf(entity: QuotaEntity, problem: string | undefined): AlteredEntity {
  const errorCode = problem === undefined ? ErrorCode.NONE : ErrorCode.INVALID_REQUEST;
  return { entity, errorCode, errorMessage: problem ?? null };
}

function recordOf(entity: QuotaEntity, { key, value, remove }: Operation): MetadataRecord {
  return { type: 'ClientQuota', entity: partsOf(entity), key, value: remove ? null : value };
}

function describe(entity: QuotaEntity): string {
  const parts = [...entity].map(([type, name]) => `${type}=${name}`);
  return `ClientQuotaEntity(entries={${parts.join(', ')}})`;
}
