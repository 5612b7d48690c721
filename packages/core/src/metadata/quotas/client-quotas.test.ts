import { expect, test } from 'vitest';
import { ClientQuotas } from './client-quotas.ts';

const KEY = 'producer_byte_rate';

/** In Kafka's order: the first that is set counts. Shared by: user and client id, "" for all of them. */
const LEVELS = [
  { entity: { 'client-id': 'c', user: 'u' }, sharedBy: ['u', 'c'] },
  { entity: { 'client-id': null, user: 'u' }, sharedBy: ['u', 'c'] },
  { entity: { user: 'u' }, sharedBy: ['u', ''] },
  { entity: { 'client-id': 'c', user: null }, sharedBy: ['u', 'c'] },
  { entity: { 'client-id': null, user: null }, sharedBy: ['u', 'c'] },
  { entity: { user: null }, sharedBy: ['u', ''] },
  { entity: { 'client-id': 'c' }, sharedBy: ['', 'c'] },
  { entity: { 'client-id': null }, sharedBy: ['', 'c'] },
] as const;

function partsOf(entity: Readonly<Record<string, string | null>>) {
  return Object.entries(entity).map(([entityType, entityName]) => ({ entityType, entityName }));
}

function set(quotas: ClientQuotas, entity: Readonly<Record<string, string | null>>, value: number | null, key = KEY) {
  quotas.replay({ type: 'ClientQuota', entity: partsOf(entity), key, value });
}

test('the most special quota counts; when it is removed, the next', () => {
  const quotas = new ClientQuotas();
  LEVELS.forEach(({ entity }, index) => set(quotas, entity, index + 1));
  set(quotas, { user: 'other' }, 100);
  for (const [index, { entity, sharedBy }] of LEVELS.entries()) {
    const [user, clientId] = sharedBy;
    expect(quotas.effective(KEY, 'u', 'c')).toEqual({ bound: index + 1, user, clientId });
    set(quotas, entity, null);
  }
  expect(quotas.effective(KEY, 'u', 'c')).toBeUndefined();
});

test('a more special quota for something else does not stand in the way', () => {
  const quotas = new ClientQuotas();
  set(quotas, { user: 'u' }, 5, 'consumer_byte_rate');
  set(quotas, { 'client-id': 'c' }, 7);
  expect(quotas.effective(KEY, 'u', 'c')).toEqual({ bound: 7, user: '', clientId: 'c' });
});

test('an address, however it is written, before the default of all', () => {
  const quotas = new ClientQuotas();
  const key = 'connection_creation_rate';
  set(quotas, { ip: null }, 1, key);
  set(quotas, { ip: '127.1' }, 2, key);
  expect([quotas.connectionRate('127.0.0.1'), quotas.connectionRate('::1')]).toEqual([2, 1]);
  set(quotas, { ip: null }, null, key);
  expect([quotas.connectionRate('127.0.0.1'), quotas.connectionRate('::1')]).toEqual([2, undefined]);
});
