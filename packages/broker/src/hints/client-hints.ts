import { plural } from '../format.ts';
import { HTTP_REQUEST, TLS_HANDSHAKE } from '../frame-decoder.ts';
import type { JournalLine, ProduceFailure } from '../journal/journal.ts';
import type { HintRule, Scene } from './hint.ts';

/** Errors by which Kafka says that somebody is not logged in. */
const LOGIN_ERRORS: readonly string[] = [
  'SASL_AUTHENTICATION_FAILED',
  'UNSUPPORTED_SASL_MECHANISM',
  'ILLEGAL_SASL_STATE',
];

/** How the broker calls it when somebody asks for something before he is known. */
const BEFORE_LOGIN = /^(\w+) before authentication/;
const LOGIN_ADVICE = 'Connect with broker.connectionAs(username).';
const NO_LOGIN_ADVICE =
  "Take SASL out of the client's options (sasl, security.protocol), or say security: { users: 'any' } to createBroker() or useBroker().";

export const CLIENT_HINTS: readonly HintRule[] = [
  { code: 'no-client', find: noClient },
  { code: 'tls-client', find: tlsClient },
  { code: 'http-client', find: httpClient },
  { code: 'connection-closed', find: connectionClosed },
  { code: 'authentication-failed', find: authenticationFailed },
  { code: 'produce-failed', find: produceFailed },
  { code: 'produce-unacknowledged', find: produceUnacknowledged },
];

function noClient({ context, topics }: Scene): string[] {
  if (context.journal.connectionsSeen > 0) return [];
  // The test has written to them itself, and looks for what it wrote.
  if (topics.some((name) => hasMessages(context, name))) return [];
  return [
    'No client has connected to this broker. Is the application started, and does it use broker.bootstrapServers?',
  ];
}

function hasMessages({ view }: Scene['context'], name: string): boolean {
  return (view.metadata.topic(name)?.partitions ?? []).some(({ log }) => log.logEndOffset > log.logStartOffset);
}

function tlsClient({ context }: Scene): string[] {
  const count = context.journal.closings.filter((reason) => reason === TLS_HANDSHAKE).length;
  if (count === 0) return [];
  const who = count === 1 ? 'A connection' : plural(count, 'connection');
  return [
    `${who} began with a TLS handshake, but the broker speaks plaintext. Take TLS out of the client's options (ssl, ` +
      'security.protocol), or take all of them from broker.connection.',
  ];
}

function httpClient({ context }: Scene): string[] {
  const count = context.journal.closings.filter((reason) => reason === HTTP_REQUEST).length;
  if (count === 0) return [];
  const who = count === 1 ? 'A connection' : plural(count, 'connection');
  return [`${who} began with an HTTP request. Does a health check or a schema registry client use this address?`];
}

/** Closings that another hint tells more of. */
function isToldElsewhere(reason: string): boolean {
  return [TLS_HANDSHAKE, HTTP_REQUEST, 'authentication failed'].includes(reason) || BEFORE_LOGIN.test(reason);
}

/** Why the broker closed connections, each reason once, the last first. */
function connectionClosed({ context }: Scene): string[] {
  const others = context.journal.closings.filter((reason) => !isToldElsewhere(reason));
  return [...new Set(others.toReversed())].map((reason) => `The broker closed a connection: ${reason}.`);
}

function authenticationFailed({ context }: Scene): string[] {
  const { closings, lines } = context.journal;
  const failed = lines.filter(({ errors }) => errors.some((error) => LOGIN_ERRORS.includes(error)));
  const last = new Map(failed.map((line) => [line.clientId, line]));
  if (context.options.users === 'none') {
    return [...last.keys()].map(
      (clientId) => `Client "${clientId}" logs in with SASL, which this broker does not offer. ${NO_LOGIN_ADVICE}`,
    );
  }
  const early = new Set(closings.flatMap((reason) => BEFORE_LOGIN.exec(reason)?.[1] ?? []));
  return [
    ...[...last.values()].map((line) => `Client "${line.clientId}" ${describeLogin(line)}. ${LOGIN_ADVICE}`),
    ...[...early].map(
      (api) => `A client asked for ${api} without logging in, which this broker demands. ${LOGIN_ADVICE}`,
    ),
  ];
}

function describeLogin({ api, errors }: JournalLine): string {
  if (errors.includes('SASL_AUTHENTICATION_FAILED')) return 'failed to authenticate: its username or password is wrong';
  if (errors.includes('UNSUPPORTED_SASL_MECHANISM')) return 'asked for a SASL mechanism other than PLAIN';
  return `asked for ${api} in the middle of logging in`;
}

/** Those of what is waited for first. */
function produceFailed({ context, topics }: Scene): string[] {
  const failures = [...context.journal.produceFailures.values()];
  const isAwaited = ({ topic }: ProduceFailure): boolean => topics.includes(topic);
  return [...failures.filter(isAwaited), ...failures.filter((each) => !isAwaited(each))].map(describeFailure);
}

function describeFailure({ clientId, topic, error, reason, fault, count }: ProduceFailure): string {
  const batches = count === 1 ? '1 batch' : `${count} batches`;
  const cause = fault === undefined ? '' : `, made by the fault ${fault}`;
  const why = reason === undefined ? '' : ` (${reason})`;
  return `${batches} of client "${clientId}" for topic "${topic}" failed with ${error}${why}${cause}.`;
}

function produceUnacknowledged({ context, topics }: Scene): string[] {
  return [...context.journal.unacknowledged.values()]
    .filter(({ topic }) => topics.includes(topic))
    .map(({ clientId, topic }) => {
      return (
        `Client "${clientId}" produces to topic "${topic}" with acks=0: nobody tells it when a batch is refused. ` +
        'Use acks=-1 to see the error.'
      );
    });
}
