import type { RequestMatch as CoreMatch } from '@testka/core';
import { type BrokerContext, checkOpen } from '../context.ts';
import { checkInteger, checkNames, checkObject, wrong } from '../check.ts';
import type { ApiName } from '../types/apis.ts';
import type { FaultHandle, Gate } from '../types/fault.ts';
import type { CallSite } from '../waits/call-site.ts';
import { arm, handleOf, HeldGate } from './fault-handle.ts';
import { Interception } from './interception.ts';
import { resolveApis, resolveFault, resolveHold } from './resolve-fault.ts';

const ALWAYS = { times: Infinity, skip: 0, probability: 1 };

/** See `Broker.inject`. */
export function inject(context: BrokerContext, fault: object, calledAt: CallSite): FaultHandle {
  checkOpen(context);
  return handleOf(context, arm(context, resolveFault(context, fault), { given: fault, calledAt }));
}

/** See `Broker.hold`. */
export function hold<A extends ApiName>(context: BrokerContext, value: unknown, calledAt: CallSite): Gate<A> {
  checkOpen(context);
  const held = resolveHold(context, value);
  const given = { ...(value as object), hold: true };
  return new HeldGate(context, arm(context, { ...ALWAYS, ...held, effect: { type: 'hold' } }, { given, calledAt }));
}

/** See `Broker.intercept`. */
export function intercept(
  context: BrokerContext,
  { api, interceptor }: { readonly api: unknown; readonly interceptor: unknown },
  calledAt: CallSite,
): FaultHandle {
  checkOpen(context);
  const apis = resolveApis(context, api);
  if (typeof interceptor !== 'function')
    throw wrong({ name: 'the interceptor', value: interceptor, code: 'ERR_INVALID_FAULT' }, 'a function');
  const interception = new Interception(context, interceptor as never, calledAt);
  const match: CoreMatch = { ...NOTHING, apis };
  const given = { api, handler: true };
  const entry = arm(context, { match, effect: { type: 'ask' }, ...ALWAYS }, { given, calledAt, interception });
  return handleOf(context, entry);
}

/** See `Node.refuseConnections`. */
export function refuseConnections(
  context: BrokerContext,
  node: number,
  options: unknown,
  calledAt: CallSite,
): FaultHandle {
  checkOpen(context);
  const code = 'ERR_INVALID_ARGUMENT';
  const given = checkObject({ name: 'the options of refuseConnections()', value: options, code });
  checkNames(Object.keys(given), ['times'], 'refuseConnections()', code);
  const { times = Infinity } = given;
  const limit = times === Infinity ? Infinity : checkInteger({ name: 'times', value: times, code }, 1);
  const match: CoreMatch = { ...NOTHING, apis: '*', broker: node };
  const fault = { ...ALWAYS, match, effect: { type: 'refuse' }, times: limit } as const;
  return handleOf(context, arm(context, fault, { given: { node, refuseConnections: true, ...given }, calledAt }));
}

const NOTHING = {
  topic: undefined,
  partition: undefined,
  group: undefined,
  transactionalId: undefined,
  clientId: undefined,
  broker: undefined,
  when: undefined,
};
