/** Every request of the APIs that are added to it. */
export const MATCHES_ALL = {
  topic: undefined,
  partition: undefined,
  group: undefined,
  transactionalId: undefined,
  clientId: undefined,
  broker: undefined,
  when: undefined,
};
