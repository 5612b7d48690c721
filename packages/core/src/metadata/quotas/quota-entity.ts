/** What a quota can be set for, by its name on the wire (KIP-546). */
export const EntityType = { USER: 'user', CLIENT_ID: 'client-id', IP: 'ip' } as const;
export type EntityType = (typeof EntityType)[keyof typeof EntityType];

/** One part of an entity as requests and records carry it. A null name: the default, for all without an own quota. */
export interface EntityPart {
  readonly entityType: string;
  readonly entityName: string | null;
}

/** A user, a client id, both together, or an address: names by type, in the order of the types. */
export type QuotaEntity = ReadonlyMap<string, string | null>;

/** Of parts of the same type the last one counts, as in Kafka. */
export function entityOf(parts: readonly EntityPart[]): QuotaEntity {
  const names = new Map(parts.map(({ entityType, entityName }) => [entityType, entityName]));
  return new Map([...names].toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

export function partsOf(entity: QuotaEntity): EntityPart[] {
  return [...entity].map(([entityType, entityName]) => ({ entityType, entityName }));
}

/** Equal for equal entities only. */
export function entityKey(entity: QuotaEntity): string {
  return JSON.stringify([...entity]);
}
