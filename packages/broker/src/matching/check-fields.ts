import type { ApiName, Field, Fields } from '@testka/protocol';
import { checkNames, isPlainObject } from '../check.ts';
import type { BrokerContext } from '../context.ts';
import { isAsymmetric } from '../messages/match.ts';

/**
 * Fields that are wanted of requests exist, at any depth, in one of the APIs at least: what is misspelt is never received,
 * so that its absence would say nothing.
 * @param others names that may stand beside the fields
 * @throws BrokerError ERR_INVALID_ARGUMENT
 */
export function checkFields(
  { view }: BrokerContext,
  { apis, others }: { readonly apis: readonly ApiName[] | '*'; readonly others: readonly string[] },
  wanted: Readonly<Record<string, unknown>>,
): void {
  const all = (apis === '*' ? view.apis : apis).map((api) => view.requestFields(api));
  const what = apis === '*' ? 'a request' : `a request of ${apis.join(', ')}`;
  const known = new Set(all.flatMap((fields) => Object.keys(fields)));
  checkNames(Object.keys(wanted), [...others, ...known], what, 'ERR_INVALID_ARGUMENT');
  for (const [name, value] of Object.entries(wanted)) {
    const named = all.flatMap((fields) => fields[name] ?? []);
    checkParts(named, value, `${name} of ${what}`);
  }
}

function checkParts(fields: readonly Field[], value: unknown, what: string): void {
  if (Array.isArray(value)) {
    const elements = fields.flatMap(({ element }) => element ?? []);
    for (const each of value) checkParts(elements, each, what);
    return;
  }
  const parts = fields.flatMap((field): Fields[] => (field.fields === undefined ? [] : [field.fields]));
  if (!isPlainObject(value) || isAsymmetric(value) || parts.length === 0) return;
  checkNames(Object.keys(value), namesOf(parts), what, 'ERR_INVALID_ARGUMENT');
  for (const [name, each] of Object.entries(value)) {
    checkParts(
      parts.flatMap((part) => part[name] ?? []),
      each,
      `${name} in ${what}`,
    );
  }
}

function namesOf(parts: readonly Fields[]): string[] {
  return [...new Set(parts.flatMap((fields) => Object.keys(fields)))];
}
