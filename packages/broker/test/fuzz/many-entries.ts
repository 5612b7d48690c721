import type { Field, Fields } from '@testka/protocol';
import type { Dice } from './dice.ts';

type Values = Record<string, unknown>;

/** About as many as fit into a megabyte; nobody who means well asks for so much, and it must not take long all the same. */
const MAX_ENTRIES = 40_000;
const MAX_BYTES = 1_000_000;
/** What an entry takes at least, with names that differ. */
const BYTES_PER_FIELD = 12;

/**
 * A request that is sensible but for one of its lists, at any depth: it has as many entries as a megabyte holds, all the
 * same or all different.
 */
export function withManyEntries(fields: Fields, version: number, values: Values, dice: Dice): Values {
  const lists = Object.entries(fields).filter(
    ([name, { kind, since, until }]) =>
      kind === 'array' && since <= version && version <= until && Object.values(values[name] ?? {}).length > 0,
  );
  if (lists.length === 0) return values;
  const [name, field] = dice.pick(lists);
  const [entry] = values[name] as readonly unknown[];
  const element = field.element?.fields;
  if (entry === undefined) return values;
  const isDeeper = element !== undefined && dice.oneIn(2);
  const deeper = isDeeper ? withManyEntries(element, version, entry as Values, dice) : entry;
  return { ...values, [name]: deeper === entry ? copiesOf(entry, field.element, dice) : [deeper] };
}

function copiesOf(entry: unknown, field: Field | undefined, dice: Dice): unknown[] {
  const length = Math.min(MAX_ENTRIES, Math.floor(MAX_BYTES / sizeOf(entry)));
  if (dice.oneIn(2)) return Array.from({ length }, () => entry);
  return Array.from({ length }, (_, index) => differing(entry, field?.fields, index));
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string' || Buffer.isBuffer(value)) return value.length + BYTES_PER_FIELD;
  if (typeof value !== 'object' || value === null) return BYTES_PER_FIELD;
  return Object.values(value).reduce<number>((sum, each) => sum + sizeOf(each), BYTES_PER_FIELD);
}

/** Another name, another number of a partition; what else there is stays. */
function differing(entry: unknown, fields: Fields | undefined, index: number): unknown {
  if (typeof entry === 'string') return `n${index}`;
  if (typeof entry === 'number') return index;
  if (fields === undefined) return entry;
  const named = Object.entries(entry as Values).map(([name, value]) => {
    if (fields[name]?.kind === 'string' && typeof value === 'string') return [name, `n${index}`];
    return [name, /^(partition(Index|Id)?|index)$/.test(name) ? index % 100_000 : value];
  });
  return Object.fromEntries(named) as Values;
}
