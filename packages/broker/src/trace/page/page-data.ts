import { relative } from 'node:path';
import type { RebalanceView } from '@testka/core';
import { errorName } from '@testka/protocol';
import type { FaultData, GroupData, RequestData, TraceData } from '@testka/viewer/data';
import type { BrokerContext } from '../../context.ts';
import { explain } from '../../explain.ts';
import { describeFault } from '../../faults/describe-fault.ts';
import { errorCodesIn, summarise } from '../../journal/summaries.ts';
import { groupStories } from '../group-story.ts';
import type { TestIdentity } from '../keep-trace.ts';
import type { Recorded } from '../recording.ts';
import { Generations } from './generations.ts';
import { statesOf } from './plain-state.ts';
import { plainMessage } from './plain-value.ts';
import { problemsOf } from './problems.ts';

/** How much of requests and responses a page holds; of older ones it has the line only. */
const MAX_DETAILS_LENGTH = 24 * 1024 * 1024;

/** What a request was and what came of it. */
interface Decoded {
  readonly entry: Recorded;
  readonly request: unknown;
  /** Null: none was sent. */
  readonly response: unknown;
}

/** A request as it stands in the page, in JSON: most of the page is these, and each is written once. */
interface PageData {
  readonly data: Omit<TraceData, 'requests'>;
  /** Each a `RequestData`. */
  readonly requests: readonly string[];
}

/** What the page of a trace holds. */
export function pageData(context: BrokerContext, test: TestIdentity | undefined): PageData {
  const { driver, recording } = context;
  const decoded = recording.all.map((entry) => decode(context, entry));
  decoded.sort((a, b) => a.entry.receivedAtMs - b.entry.receivedAtMs);
  const clients = [...new Set(decoded.map(({ entry }) => clientOf(entry)))];
  const generations = new Generations();
  for (const { entry, request, response } of decoded)
    for (const group of groupsOf(request)) generations.see(entry, group, request, response);
  const { kept, data: states } = statesOf(context);
  const data = {
    title: test?.name ?? 'Trace',
    file: test?.file === undefined ? null : relative('.', test.file),
    facts: factsOf(context),
    savedAtMs: driver.clock.now(),
    clients,
    forgotten: recording.forgotten,
    groups: groupsIn(context, generations),
    moments: recording.moments,
    faults: faultsOf(context),
    states,
    problems: problemsOf(context, kept, test !== undefined),
    report: explain(context),
  };
  return { data, requests: requestsAsJson(context, decoded, clients) };
}

function decode({ view }: BrokerContext, entry: Recorded): Decoded {
  const { api, apiVersion, request, response } = entry;
  return {
    entry,
    request: view.decoded(api, 'request', apiVersion, request),
    response: response === undefined ? null : view.decoded(api, 'response', apiVersion, response),
  };
}

/** The newest first, as long as there is room for what they hold. */
function requestsAsJson(context: BrokerContext, decoded: readonly Decoded[], clients: readonly string[]): string[] {
  const nameOfTopic = (topicId: string): string | undefined => context.view.metadata.topicById(topicId)?.name;
  const style = { nameOfTopic, withValues: context.options.trace.values };
  let room = MAX_DETAILS_LENGTH;
  const written = decoded.toReversed().map((each) => {
    const line = JSON.stringify(requestData(each, clients, nameOfTopic));
    if (room <= 0) return line;
    const details: Pick<RequestData, 'request' | 'response'> = {
      request: plainMessage(each.request, style),
      response: plainMessage(each.response, style),
    };
    const whole = `${line.slice(0, -1)},${JSON.stringify(details).slice(1)}`;
    room -= whole.length;
    return whole;
  });
  return written.reverse();
}

function requestData(
  { entry, request, response }: Decoded,
  clients: readonly string[],
  nameOfTopic: (topicId: string) => string | undefined,
): RequestData {
  const { api, apiVersion, broker, receivedAtMs, answeredAtMs, faults } = entry;
  const { subject, outcome } = summarise(
    { api, request, response },
    (name, topicId) => name || (nameOfTopic(topicId ?? '') ?? topicId ?? ''),
  );
  return {
    atMs: receivedAtMs,
    durationMs: answeredAtMs - receivedAtMs,
    api,
    version: apiVersion,
    client: clients.indexOf(clientOf(entry)),
    node: broker,
    groups: groupsOf(request),
    subject,
    outcome,
    errors: errorCodesIn(response)
      .filter((errorCode) => errorCode !== 0)
      .map(errorName),
    faults,
    isAnswered: response !== null,
  };
}

function clientOf({ clientId }: Recorded): string {
  return clientId ?? '(no client id)';
}

function groupsOf(request: unknown): string[] {
  const { groupId, groups, groupsNames } = request as { groupId?: unknown; groups?: unknown; groupsNames?: unknown };
  const named = [groupId, ...listOf(groups), ...listOf(groupsNames)].map((each) =>
    typeof each === 'object' && each !== null && 'groupId' in each ? each.groupId : each,
  );
  return [...new Set(named.filter((each) => typeof each === 'string' && each !== ''))] as string[];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function groupsIn(context: BrokerContext, generations: Generations): GroupData[] {
  const stories = [...context.recording.finishedGroups, ...groupStories(context)];
  const groupIds = [...new Set(stories.map(({ groupId }) => groupId))];
  return groupIds.map((groupId) => ({
    groupId,
    rebalances: distinct(
      stories.filter((story) => story.groupId === groupId).flatMap(({ rebalances }) => rebalances),
    ).map(({ generationId, startedAtMs, completedAtMs, reasons }) => ({
      generation: generationId,
      startMs: startedAtMs,
      endMs: completedAtMs ?? null,
      reasons,
      members: generations.members(groupId, generationId),
    })),
  }));
}

/** A group that a reset has left alone goes on with its history; what it says of a rebalance last is whole. */
function distinct(rebalances: readonly RebalanceView[]): RebalanceView[] {
  const byBeginning = new Map(rebalances.map((each) => [`${each.generationId} ${each.startedAtMs}`, each]));
  return [...byBeginning.values()];
}

function faultsOf({ faults, view }: BrokerContext): FaultData[] {
  return [...faults.all].map(({ id, core, end }) => ({
    text: describeFault(core),
    hits: end?.hits ?? view.fault(id)?.hits ?? 0,
  }));
}

function factsOf({ options, view }: BrokerContext): [string, string][] {
  const nodes = view.metadata.nodes();
  return [
    ['Broker', nodes.map(({ host, port }) => `${host}:${port}`).join(', ')],
    ['Apache Kafka', options.release],
    ['Seed', String(options.seed)],
    ['Cluster id', view.metadata.clusterId],
  ];
}
