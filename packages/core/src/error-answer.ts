import { ErrorCode, type Field, type Fields } from '@testka/protocol';
import type { Api } from './api.ts';

type Values = Readonly<Record<string, unknown>>;

interface Failure {
  readonly errorCode: ErrorCode;
  /** Null for answers that Kafka gives no words. */
  readonly errorMessage: string | null;
  readonly version: number;
  readonly level: ErrorLevel;
  /** Entries say what was asked about, although they have no room for errors. */
  readonly isEchoed: boolean;
}

/**
 * Where an answer tells its error: as far up as it has room for one, with the group that failed, or with each of the things
 * that were asked about.
 */
export type ErrorLevel = 'top' | 'group' | 'entry';

/** APIs whose answers to a failed request carry no words, though they have room for them. */
const WORDLESS: ReadonlySet<string> = new Set(['DeleteTopics', 'DescribeGroups', 'DeleteGroups']);
/** Numbers that stay 0; all others are -1 where they have no default of their own. */
const ZERO_NUMBERS: ReadonlySet<string> = new Set(['throttleTimeMs', 'sessionId', 'topicConfigErrorCode']);
/** Answers that have both, an error of their own and a list of what was asked about. */
const TOLD_TWICE: Readonly<Record<string, string>> = {
  Metadata: 'topics',
  ElectLeaders: 'replicaElectionResults',
  AlterPartitionReassignments: 'responses',
  ListPartitionReassignments: 'topics',
};
/** Lists that are null, where the answer has an error of its own. */
const NULL_LISTS: ReadonlySet<string> = new Set(['entries']);
/** Lists that say of a failed entry which it is. */
const ECHOED_LISTS: ReadonlySet<string> = new Set(['entity']);
/** What says which of the things asked about an entry is for. */
export const IDENTIFIERS: ReadonlySet<string> = new Set([
  'name',
  'topic',
  'topicId',
  'groupId',
  'key',
  'index',
  'partition',
  'partitionId',
  'partitionIndex',
  'resourceType',
  'resourceName',
  'entityType',
  'entityName',
]);
/** What a request calls otherwise than its answer. */
const REQUEST_NAMES: Readonly<Record<string, string>> = { partitionIndex: 'partition' };

/**
 * The answer that says of a whole request that it failed, in the way of its API: with one error at the top, or with one
 * for everything that was asked about.
 */
export function errorAnswer(
  api: Api,
  version: number,
  request: unknown,
  errorCode: ErrorCode,
  errorMessage: string | null,
  level: ErrorLevel = 'top',
): Values {
  const failure = {
    errorCode,
    errorMessage: WORDLESS.has(api.name) ? null : errorMessage,
    version,
    level,
    isEchoed: api.name === 'ListPartitionReassignments',
  };
  const asked = { fields: api.request.fields, values: request as Values };
  const answer = failed(api.response.fields, asked, failure);
  const list = TOLD_TWICE[api.name];
  return list === undefined || level !== 'top'
    ? answer
    : { ...answer, [list]: failedEntries(api.response.fields, list, asked, failure) };
}

interface Asked {
  readonly fields: Fields;
  readonly values: Values;
}

function failed(fields: Fields, asked: Asked, failure: Failure): Values {
  const ownError = isCarried(fields['errorCode'], failure.version) && endsHere(fields, asked, failure);
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, field]) => isCarried(field, failure.version))
      .map(([name, field]) => {
        if (field.kind === 'array')
          return [
            name,
            ownError && !ECHOED_LISTS.has(name) ? noEntries(name, field) : failedEntries(fields, name, asked, failure),
          ];
        if (!ownError && name in NO_ERROR) return [name, NO_ERROR[name as keyof typeof NO_ERROR]];
        return [name, failedValue(name, field, asked.values, failure)];
      }),
  );
}

function noEntries(name: string, { nullableSince }: Field): [] | null {
  return NULL_LISTS.has(name) && nullableSince < Infinity ? null : [];
}

/** What an answer says itself where its entries say that they failed. */
const NO_ERROR = { errorCode: ErrorCode.NONE, errorMessage: null };

/** Whether the error stands here rather than further down. */
function endsHere(fields: Fields, asked: Asked, failure: Failure): boolean {
  const { level, version } = failure;
  if (level === 'top' || (level === 'group' && isCarried(asked.fields['groupId'], version))) return true;
  return !Object.keys(fields).some((name) => failedEntries(fields, name, asked, failure).length > 0);
}

function failedValue(
  name: string,
  field: Field,
  asked: Values,
  { errorCode, errorMessage, version }: Failure,
): unknown {
  if (name === 'errorCode') return errorCode;
  if (name === 'errorMessage') return errorMessage;
  if (IDENTIFIERS.has(name)) return asked[name] ?? asked[REQUEST_NAMES[name] ?? name] ?? field.defaultValue;
  const { defaultValue } = field;
  const isUnset = defaultValue === 0 || (typeof defaultValue === 'number' && defaultValue > Number.MAX_SAFE_INTEGER);
  if (isUnset && !ZERO_NUMBERS.has(name)) return -1;
  return name === 'protocolName' && field.nullableSince <= version ? null : defaultValue;
}

/** One entry for each that the request has in its array of the same depth; none where entries carry no error. */
function failedEntries(fields: Fields, name: string, asked: Asked, failure: Failure): readonly Values[] {
  const entry = fields[name]?.element?.fields;
  const isEchoed = failure.isEchoed || ECHOED_LISTS.has(name);
  if (entry === undefined || !(isEchoed || carriesErrors(entry, failure.version))) return [];
  const found = Object.entries(asked.fields).find(
    ([, field]) => field.kind === 'array' && isCarried(field, failure.version),
  );
  if (found === undefined) return [];
  const [arrayName, { element }] = found;
  const items = (asked.values[arrayName] ?? []) as readonly unknown[];
  return items.map((item) =>
    failed(
      entry,
      { fields: element?.fields ?? {}, values: element?.fields === undefined ? keyed(entry, item) : (item as Values) },
      failure,
    ),
  );
}

/** A name or a number by itself, under the name that the answer has for it. */
function keyed(entry: Fields, item: unknown): Values {
  const kind = typeof item === 'string' ? 'string' : 'int32';
  const name = Object.keys(entry).find((key) => entry[key]?.kind === kind && key !== 'errorMessage');
  return name === undefined ? {} : { [name]: item };
}

function carriesErrors(fields: Fields, version: number): boolean {
  return Object.entries(fields).some(
    ([name, field]) =>
      isCarried(field, version) &&
      (name === 'errorCode' || (field.element?.fields !== undefined && carriesErrors(field.element.fields, version))),
  );
}

function isCarried(field: Field | undefined, version: number): boolean {
  return field !== undefined && field.since <= version && version <= field.until;
}
