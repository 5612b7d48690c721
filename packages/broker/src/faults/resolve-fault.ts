import type { Fault, FaultEffect, RequestMatch } from '@testka/core';
import { ApiKey, type ApiName, ErrorCode } from '@testka/protocol';
import {
  checkBoolean,
  checkInteger,
  checkNames,
  checkObject,
  checkText,
  checkTopicName,
  type Given,
  wrong,
} from '../check.ts';
import type { BrokerContext } from '../context.ts';
import { BrokerError } from '../errors.ts';
import { formatValue } from '../format.ts';
import { checkNode } from '../nodes/leader.ts';

const CODE = 'ERR_INVALID_FAULT';
/** What a match consists of. */
export const MATCH_NAMES: readonly string[] = [
  'api',
  'topic',
  'partition',
  'group',
  'transactionalId',
  'clientId',
  'node',
  'when',
];
const LIMIT_NAMES = ['times', 'skip', 'probability'];
const EFFECT_NAMES = ['error', 'delay', 'disconnect', 'drop', 'throttle', 'corrupt', 'observe'];

type Values = Readonly<Record<string, unknown>>;

/** @throws BrokerError ERR_INVALID_FAULT, ERR_INVALID_TOPIC_NAME, ERR_UNKNOWN_NODE */
export function resolveFault(context: BrokerContext, value: unknown): Fault {
  const fault = checkObject({ name: 'a fault', value, code: CODE });
  checkNames(Object.keys(fault), [...MATCH_NAMES, ...EFFECT_NAMES, 'apply', ...LIMIT_NAMES], 'a fault', CODE);
  const effect = resolveEffect(fault);
  const match = resolveMatch(context, fault);
  if (effect.type === 'corrupt' && effect.how === 'crc' && !isFetchOnly(match))
    throw new BrokerError(CODE, "corrupt: 'crc' is about the batches of Fetch answers; say api: 'Fetch'");
  return { match, effect, ...resolveLimits(fault) };
}

/** What `hold()` holds, and how many it lets pass first. */
export function resolveHold(context: BrokerContext, value: unknown): Pick<Fault, 'match' | 'skip'> {
  const match = checkObject({ name: 'what hold() holds', value, code: CODE });
  checkNames(Object.keys(match), [...MATCH_NAMES, 'skip'], 'hold()', CODE);
  return { match: resolveMatch(context, match), skip: resolveLimits({ skip: match['skip'] }).skip };
}

/** A match of requests that were made; without `api` all are meant. @throws BrokerError ERR_INVALID_MATCH: it is no fault */
export function resolveTraceMatch(context: BrokerContext, value: unknown): RequestMatch {
  const code = 'ERR_INVALID_MATCH';
  const match = checkObject({ name: 'a match of requests', value, code });
  checkNames(Object.keys(match), MATCH_NAMES, 'a match of requests', code);
  try {
    return resolveMatch(context, { ...match, api: match['api'] ?? '*' });
  } catch (error) {
    if (!(error instanceof BrokerError) || error.code !== CODE) throw error;
    throw new BrokerError(code, error.message.slice(CODE.length + 2).replace(' of a fault', ' of a match'));
  }
}

function isFetchOnly({ apis }: RequestMatch): boolean {
  return apis !== '*' && [...apis].every((api) => api === 'Fetch');
}

function resolveMatch(context: BrokerContext, value: Values): RequestMatch {
  const { topic, partition, group, transactionalId, clientId, node, when } = value;
  const apis = resolveApis(context, value['api']);
  const match: RequestMatch = {
    apis,
    topic: topic === undefined ? undefined : checkTopicName(topic),
    partition: partition === undefined ? undefined : checkInteger(given('partition', partition), 0),
    group: group === undefined ? undefined : checkText(given('group', group)),
    transactionalId: transactionalId === undefined ? undefined : checkText(given('transactionalId', transactionalId)),
    clientId: clientId === undefined ? undefined : checkClientId(clientId),
    broker: node === undefined ? undefined : checkNode(context, node),
    when: when === undefined ? undefined : checkCondition(when),
  };
  if (apis !== '*') for (const api of apis) checkNameable(context, api, match);
  return match;
}

export function resolveApis({ view }: BrokerContext, api: unknown): RequestMatch['apis'] {
  if (api === '*') return '*';
  const names: readonly unknown[] = Array.isArray(api) ? api : [api];
  if (names.length > 1 && names.includes('*')) throw wrong(given('api', api), "'*' alone, or names of APIs without it");
  const served = view.apis;
  const isName = (name: unknown): name is ApiName => typeof name === 'string';
  if (names.length === 0 || !names.every(isName))
    throw wrong(given('api', api), "the name of an API such as 'Produce', an array of such names, or '*'");
  for (const name of names) {
    if (served.includes(name)) continue;
    if (!Object.hasOwn(ApiKey, name)) checkNames([name], served, 'Kafka', CODE);
    throw new BrokerError(
      CODE,
      `this broker does not serve ${name}, so that no client can ask it; see docs/compatibility.md`,
    );
  }
  return new Set(names);
}

const NAMEABLE = ['topic', 'partition', 'transactionalId'] as const;

function checkNameable({ view }: BrokerContext, api: ApiName, match: RequestMatch): void {
  const kinds = view.partKinds(api);
  for (const kind of NAMEABLE) {
    if (match[kind] === undefined || kinds.has(kind)) continue;
    const noun = kind === 'transactionalId' ? 'transactional id' : kind;
    throw new BrokerError(CODE, `requests of ${api} name no ${noun}, so that none would be meant; leave ${kind} out`);
  }
}

function checkClientId(value: unknown): string | RegExp {
  if (typeof value === 'string') return value;
  // By tag, not by `instanceof`: in Jest it comes from another realm.
  if (Object.prototype.toString.call(value) === '[object RegExp]') return value as RegExp;
  throw wrong(given('clientId', value), 'a string or a regular expression');
}

function checkCondition(value: unknown): (request: unknown) => boolean {
  if (typeof value === 'function') return value as (request: unknown) => boolean;
  throw wrong(given('when', value), 'a function of the request');
}

function resolveEffect(fault: Values): FaultEffect {
  const named = EFFECT_NAMES.filter((name) => fault[name] !== undefined);
  const [name] = named;
  if (name === undefined || named.length > 1) {
    const found = named.length === 0 ? 'none' : named.join(' and ');
    throw new BrokerError(
      CODE,
      `a fault does one thing, and this one has ${found}; known are ${EFFECT_NAMES.join(', ')}`,
    );
  }
  const { apply } = fault;
  if (apply !== undefined && name !== 'error' && name !== 'drop')
    throw new BrokerError(CODE, `apply goes with error and with drop, not with ${name}; leave it out`);
  return effectOf(name, fault[name], apply !== undefined && checkBoolean(given('apply', apply)));
}

function effectOf(name: string, value: unknown, apply: boolean): FaultEffect {
  const here = given(name, value);
  switch (name) {
    case 'error':
      return { type: 'error', errorCode: checkErrorName(here), apply };
    case 'delay':
      return { type: 'delay', delayMs: checkInteger(here, 0) };
    case 'throttle':
      return { type: 'throttle', throttleTimeMs: checkInteger(here, 1) };
    case 'disconnect':
      return { type: 'disconnect', at: checkOneOf(here, ['before', 'after']) };
    case 'corrupt':
      return { type: 'corrupt', how: checkOneOf(here, ['crc', 'truncate']) };
    default:
      if (value !== true) throw wrong(here, 'true');
      return name === 'drop' ? { type: 'drop', apply } : { type: 'observe' };
  }
}

/** @throws BrokerError ERR_INVALID_FAULT for a name that Kafka has not, and for NONE */
export function checkErrorName(here: Given): ErrorCode {
  const name = checkText(here);
  if (name === 'NONE')
    throw new BrokerError(CODE, `${here.name} is NONE, which is no error; to do nothing, say observe: true`);
  const errors = Object.keys(ErrorCode).filter((each) => each !== 'NONE');
  checkNames([name], errors, 'Kafka', CODE);
  return ErrorCode[name as keyof typeof ErrorCode];
}

function checkOneOf<T extends string>(here: Given, known: readonly T[]): T {
  const found = known.find((each) => each === here.value);
  if (found === undefined) throw wrong(here, known.map((each) => formatValue(each)).join(' or '));
  return found;
}

function resolveLimits({
  times = Infinity,
  skip = 0,
  probability = 1,
}: Values): Pick<Fault, 'times' | 'skip' | 'probability'> {
  if (typeof probability !== 'number' || !(probability > 0 && probability <= 1))
    throw wrong(given('probability', probability), 'a number greater than 0, and 1 at most');
  return {
    times: times === Infinity ? Infinity : checkInteger(given('times', times), 1),
    skip: checkInteger(given('skip', skip), 0),
    probability,
  };
}

function given(name: string, value: unknown): Given {
  return { name: `${name} of a fault`, value, code: CODE };
}
