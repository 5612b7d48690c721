import type { BrokerContext } from '../context.ts';
import type { JournalLine } from '../journal/journal.ts';
import { summarise } from '../journal/summaries.ts';
import { requestRows } from '../waits/report.ts';

/** The last recorded requests as text, heartbeats and empty fetches too, which the journal of reports does not keep. */
export function describeAllRequests(context: BrokerContext, max: number): string {
  const { recording, requestsSince, view } = context;
  const entries = recording.entries.filter(({ number }) => number > requestsSince.answered).slice(-max);
  if (entries.length === 0) return '';
  const lines = entries.map((entry): JournalLine => {
    const { api, apiVersion, answeredAtMs, broker, cause, clientId, number, receivedAtMs } = entry;
    const request = view.decoded(api, 'request', apiVersion, entry.request);
    const response = entry.response === undefined ? null : view.decoded(api, 'response', apiVersion, entry.response);
    const summary = summarise(
      { api, request, response },
      (name, topicId) => name || (view.metadata.topicById(topicId ?? '')?.name ?? topicId ?? ''),
    );
    return {
      ...summary,
      outcome: `${summary.outcome}${cause}`,
      atMs: receivedAtMs,
      durationMs: answeredAtMs - receivedAtMs,
      clientId,
      api,
      apiVersion,
      node: broker,
      number,
    };
  });
  return ['Last requests', ...requestRows(context, lines)].join('\n');
}
