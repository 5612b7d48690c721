import { checkNames, checkObject, checkText } from './check.ts';
import type { Connection } from './types/broker.ts';

/** A user and the password to log in with. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/**
 * How each client wants to be told where the brokers are, and as whom to log in.
 * @param addresses `host:port` of each
 */
export function connectionTo(addresses: readonly string[], credentials: Credentials | undefined): Connection {
  const bootstrapServers = addresses.join(',');
  return {
    kafkajs: { brokers: [...addresses], ...(credentials && { sasl: { mechanism: 'plain', ...credentials } }) },
    confluent: { 'bootstrap.servers': bootstrapServers, ...(credentials && confluentSasl(credentials)) },
    platformatic: {
      bootstrapBrokers: [...addresses],
      ...(credentials && { sasl: { mechanism: 'PLAIN', ...credentials } }),
    },
    env(names = {}) {
      checkRenaming(names);
      const entries = Object.entries({
        KAFKA_BOOTSTRAP_SERVERS: bootstrapServers,
        KAFKA_BROKERS: bootstrapServers,
        ...(credentials && {
          KAFKA_USERNAME: credentials.username,
          KAFKA_PASSWORD: credentials.password,
          KAFKA_SASL_MECHANISM: 'PLAIN',
        }),
      });
      return Object.fromEntries(entries.map(([name, value]) => [names[name] ?? name, value]));
    },
  };
}

/** What `connection.env()` may rename, whether there is a user or not. */
const VARIABLES: readonly string[] = [
  'KAFKA_BOOTSTRAP_SERVERS',
  'KAFKA_BROKERS',
  'KAFKA_USERNAME',
  'KAFKA_PASSWORD',
  'KAFKA_SASL_MECHANISM',
];

function checkRenaming(names: unknown): void {
  const code = 'ERR_INVALID_ARGUMENT';
  const given = checkObject({ name: 'the names of env()', value: names, code });
  checkNames(Object.keys(given), VARIABLES, 'env()', code);
  for (const [variable, value] of Object.entries(given)) checkText({ name: `the name of ${variable}`, value, code });
}

function confluentSasl({ username, password }: Credentials): Omit<Connection['confluent'], 'bootstrap.servers'> {
  return {
    'security.protocol': 'sasl_plaintext',
    'sasl.mechanism': 'PLAIN',
    'sasl.username': username,
    'sasl.password': password,
  };
}

/** `host:port`, with brackets around an IPv6 address. */
export function addressOf(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** What clients are told when a broker listens on all addresses. */
export function advertisable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}
