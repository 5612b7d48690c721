import type { MetadataRecord } from '../records.ts';
import { canonicalAddress } from './ip-address.ts';
import { entityKey, entityOf, EntityType, partsOf, type QuotaEntity } from './quota-entity.ts';
import { QuotaKey } from './quota-keys.ts';

export type QuotaRecord = Extract<MetadataRecord, { type: 'ClientQuota' }>;

/** What is set for one entity. */
export interface EntityQuotas {
  readonly entity: QuotaEntity;
  readonly values: ReadonlyMap<string, number>;
}

/** The limit that holds for a client, and with whom the client shares it. */
export interface EffectiveQuota {
  readonly bound: number;
  /** Empty: shared by all users. */
  readonly user: string;
  /** Empty: shared by all client ids. */
  readonly clientId: string;
}

/** Where a client's quota is looked for, the most special first; null stands for the default. */
type Lookup = readonly [user: string | null | undefined, clientId: string | null | undefined];

/** The quotas that were set for users, client ids and addresses. */
export class ClientQuotas {
  readonly #byEntity = new Map<string, { readonly entity: QuotaEntity; readonly values: Map<string, number> }>();

  get size(): number {
    return this.#byEntity.size;
  }

  replay({ entity: parts, key, value }: QuotaRecord): void {
    const entity = entityOf(parts);
    const id = entityKey(entity);
    const quotas = this.#byEntity.get(id) ?? { entity, values: new Map<string, number>() };
    if (value === null) quotas.values.delete(key);
    else quotas.values.set(key, value);
    if (quotas.values.size === 0) this.#byEntity.delete(id);
    else this.#byEntity.set(id, quotas);
  }

  /** Everything that is set, as the records that would set it. */
  *entries(): IterableIterator<QuotaRecord> {
    for (const { entity, values } of this.#byEntity.values()) {
      for (const [key, value] of values) yield { type: 'ClientQuota', entity: partsOf(entity), key, value };
    }
  }

  /** What to set and to remove so that just these quotas are set. */
  changesTo(wanted: readonly QuotaRecord[]): QuotaRecord[] {
    const others = new ClientQuotas();
    for (const record of wanted) others.replay(record);
    const removed = [...this.entries()].filter((record) => others.#of(record) === undefined);
    const restored = wanted.filter((record) => this.#of(record) !== record.value);
    return [...removed.map((record) => ({ ...record, value: null })), ...restored];
  }

  all(): IterableIterator<EntityQuotas> {
    return this.#byEntity.values();
  }

  /** What limits a client. Looked up in Kafka's order (DefaultQuotaCallback); undefined: nothing does. */
  effective(key: string, user: string, clientId: string): EffectiveQuota | undefined {
    if (this.#byEntity.size === 0) return undefined;
    const lookups: readonly Lookup[] = [
      [user, clientId],
      [user, null],
      [user, undefined],
      [null, clientId],
      [null, null],
      [null, undefined],
      [undefined, clientId],
      [undefined, null],
    ];
    for (const [userName, clientName] of lookups) {
      const bound = this.#valueOf(entityOfClient(userName, clientName), key);
      if (bound === undefined) continue;
      return { bound, user: userName === undefined ? '' : user, clientId: clientName === undefined ? '' : clientId };
    }
    return undefined;
  }

  /** Connections per second that one address may open; undefined: any number. */
  connectionRate(address: string): number | undefined {
    if (this.#byEntity.size === 0) return undefined;
    const wanted = canonicalAddress(address);
    for (const { entity, values } of this.#byEntity.values()) {
      const name = entity.get(EntityType.IP);
      if (typeof name === 'string' && canonicalAddress(name) === wanted) {
        return values.get(QuotaKey.CONNECTION_CREATION_RATE);
      }
    }
    return this.#valueOf(new Map([[EntityType.IP, null]]), QuotaKey.CONNECTION_CREATION_RATE);
  }

  #of({ entity, key }: QuotaRecord): number | undefined {
    return this.#valueOf(entityOf(entity), key);
  }

  #valueOf(entity: QuotaEntity, key: string): number | undefined {
    return this.#byEntity.get(entityKey(entity))?.values.get(key);
  }
}

function entityOfClient(user: string | null | undefined, clientId: string | null | undefined): QuotaEntity {
  const entity = new Map<string, string | null>();
  if (clientId !== undefined) entity.set(EntityType.CLIENT_ID, clientId);
  if (user !== undefined) entity.set(EntityType.USER, user);
  return entity;
}
