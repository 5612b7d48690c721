import { EntityType, type QuotaEntity } from './quota-entity.ts';

/** What can be limited, and in what unit (KIP-13, KIP-124, KIP-599, KIP-612). */
export const QuotaKey = {
  /** Bytes per second of Produce requests. */
  PRODUCER_BYTE_RATE: 'producer_byte_rate',
  /** Bytes per second of Fetch responses. */
  CONSUMER_BYTE_RATE: 'consumer_byte_rate',
  /** Share of the broker's threads, in per cent of one. */
  REQUEST_PERCENTAGE: 'request_percentage',
  /** Partitions created and deleted per second. */
  CONTROLLER_MUTATION_RATE: 'controller_mutation_rate',
  /** Connections per second from one address. */
  CONNECTION_CREATION_RATE: 'connection_creation_rate',
} as const;

type NumberType = 'long' | 'int' | 'double';

const USER_KEYS: ReadonlyMap<string, NumberType> = new Map([
  [QuotaKey.PRODUCER_BYTE_RATE, 'long'],
  [QuotaKey.CONSUMER_BYTE_RATE, 'long'],
  [QuotaKey.REQUEST_PERCENTAGE, 'double'],
  [QuotaKey.CONTROLLER_MUTATION_RATE, 'double'],
]);
const IP_KEYS: ReadonlyMap<string, NumberType> = new Map([[QuotaKey.CONNECTION_CREATION_RATE, 'int']]);

/** Values of whole numbers may be above them by this much, but not below. */
const EPSILON = 1e-6;
const MAX_LONG = 2 ** 63;
const MAX_INT = 2 ** 31 - 1;

/** Why a quota cannot have this value, in Kafka's words; undefined when it can. */
export function validateQuota(entity: QuotaEntity, key: string, value: number): string | undefined {
  const type = (entity.has(EntityType.IP) ? IP_KEYS : USER_KEYS).get(key);
  if (type === undefined) return `Invalid configuration key ${key}`;
  if (!Number.isFinite(value)) return `Quota ${key} must be a finite number`;
  if (value <= 0) return `Quota ${key} must be greater than 0`;
  if (type === 'double') return undefined;
  if (value > (type === 'int' ? MAX_INT : MAX_LONG)) {
    return `Proposed value for ${key} is too large for ${type === 'int' ? 'an INT' : 'a LONG'}.`;
  }
  return value - Math.trunc(value) > EPSILON ? `${key} cannot be a fractional value.` : undefined;
}
