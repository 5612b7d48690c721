import { checkBoolean, checkInteger, checkNames, checkText, type Given, isPlainObject, wrong } from '../check.ts';
import type { TraceMode, TraceOptions } from '../types/trace.ts';

/** The option `trace`, checked. */
export interface TraceSettings {
  readonly mode: TraceMode;
  /** Undefined: node_modules/.cache/testka. */
  readonly dir: string | undefined;
  readonly maxTraces: number;
  readonly maxRequests: number;
  readonly maxBytes: number;
  /** Whether pages show what is in messages. */
  readonly values: boolean;
}

const MODES: readonly unknown[] = ['off', 'on', 'retain-on-failure'] satisfies TraceMode[];
const FIELD_NAMES: readonly (keyof TraceOptions)[] = ['mode', 'dir', 'maxTraces', 'maxRequests', 'maxBytes', 'values'];
const EXPECTED = "'off', 'on', 'retain-on-failure' or an object such as { mode: 'on', maxTraces: 50 }";

export const DEFAULT_TRACE: TraceSettings = {
  mode: 'retain-on-failure',
  dir: undefined,
  maxTraces: 20,
  maxRequests: 10_000,
  maxBytes: 8 * 1024 * 1024,
  values: true,
};

/** @throws BrokerError ERR_INVALID_OPTION, ERR_UNKNOWN_OPTION */
export function checkTrace(given: Given): TraceSettings {
  const { name, value, code } = given;
  if (isMode(value)) return { ...DEFAULT_TRACE, mode: value };
  if (!isPlainObject(value)) throw wrong(given, EXPECTED);
  checkNames(Object.keys(value), FIELD_NAMES, name, 'ERR_UNKNOWN_OPTION');
  const at = (field: keyof TraceOptions): Given => ({ name: `${name}.${field}`, value: value[field], code });
  const count = (field: 'maxTraces' | 'maxRequests' | 'maxBytes'): number =>
    value[field] === undefined ? DEFAULT_TRACE[field] : checkInteger(at(field), 1);
  const { mode = DEFAULT_TRACE.mode, dir } = value;
  if (!isMode(mode)) throw wrong({ ...at('mode'), value: mode }, "'off', 'on' or 'retain-on-failure'");
  return {
    mode,
    dir: dir === undefined ? undefined : checkText(at('dir')),
    maxTraces: count('maxTraces'),
    maxRequests: count('maxRequests'),
    maxBytes: count('maxBytes'),
    values: value['values'] === undefined ? DEFAULT_TRACE.values : checkBoolean(at('values')),
  };
}

function isMode(value: unknown): value is TraceMode {
  return MODES.includes(value);
}
