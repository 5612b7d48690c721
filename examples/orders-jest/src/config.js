/**
 * How the service is set up; all of it comes from the environment.
 * @throws if a variable is missing or not a number
 */
function readConfig(env = process.env) {
  return {
    brokers: required(env, 'KAFKA_BROKERS').split(','),
    clientId: env.KAFKA_CLIENT_ID ?? 'billing',
    groupId: env.KAFKA_GROUP_ID ?? 'billing',
    /** Attempts to bill an order before it goes to the dead letters. */
    attempts: number(env, 'BILLING_ATTEMPTS', 3),
    /** Pause after the first failed attempt, ms; doubled after each further one. */
    backoffMs: number(env, 'BILLING_BACKOFF_MS', 200),
    /** How often the consumer tells Kafka that it lives, ms; also how soon it notices that another instance joined. */
    heartbeatIntervalMs: number(env, 'KAFKA_HEARTBEAT_INTERVAL_MS', 3000),
  };
}

function required(env, name) {
  const value = env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set`);
  return value;
}

function number(env, name, otherwise) {
  const value = Number(env[name] ?? otherwise);
  if (!Number.isFinite(value)) throw new Error(`${name} is not a number: ${env[name]}`);
  return value;
}

module.exports = { readConfig };
