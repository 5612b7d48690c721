import { plural } from '../format.ts';
import type { Hint, Scene } from './hint.ts';

/** Reasons are shown once, and not more of them. */
const MAX_CLOSINGS = 2;

export const CLIENT_HINTS: readonly Hint[] = [
  { code: 'no-client', find: noClient },
  { code: 'connection-refused', find: connectionRefused },
  { code: 'authentication-failed', find: authenticationFailed },
  { code: 'produce-failed', find: produceFailed },
  { code: 'commit-refused', find: commitRefused },
];

function noClient({ context }: Scene): string[] {
  if (context.journal.connectionsSeen > 0) return [];
  return [
    'No client has connected to this broker. Is the application started, and does it use broker.bootstrapServers?',
  ];
}

function connectionRefused({ context }: Scene): string[] {
  const reasons = [...new Set(context.journal.closings)].slice(-MAX_CLOSINGS);
  return reasons.map((reason) => `The broker closed a connection: ${reason}.`);
}

function authenticationFailed({ context }: Scene): string[] {
  const failed = context.journal.lines.filter(({ errors }) => errors.includes('SASL_AUTHENTICATION_FAILED'));
  const clients = [...new Set(failed.map(({ clientId }) => clientId))];
  return clients.map(
    (clientId) => `Client "${clientId}" failed to authenticate. Connect with broker.connectionAs(username).`,
  );
}

function produceFailed({ context }: Scene): string[] {
  return [...context.journal.produceFailures.values()].map(({ clientId, topic, error, count }) => {
    return `${plural(count, 'batch').replace('batchs', 'batches')} of client "${clientId}" for topic "${topic}" failed with ${error}.`;
  });
}

function commitRefused({ context, group }: Scene): string[] {
  const refused = context.journal.lines.filter(({ api, errors }) => api === 'OffsetCommit' && errors.length > 0);
  const ofGroup = refused.filter(({ subject }) => group === undefined || subject.startsWith(`${group} `));
  const last = ofGroup.at(-1);
  return last === undefined
    ? []
    : [`A commit of client "${last.clientId}" was refused with ${last.outcome}: ${last.subject}.`];
}
