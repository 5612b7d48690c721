import { type Field, type Fields, MAX_STRING_LENGTH } from '@testka/protocol';
import type { Dice } from './dice.ts';
import type { Knowledge } from './knowledge.ts';
import { records } from './record-batches.ts';

const EXTREMES: Readonly<Record<string, readonly number[]>> = {
  int8: [-128, -1, 127],
  int16: [-32_768, -1, 32_767],
  uint16: [65_535],
  int32: [-2_147_483_648, -1, 2_147_483_647],
  uint32: [4_294_967_295],
  int64: [-(2 ** 63), -1, Number.MAX_SAFE_INTEGER, 2 ** 63],
  float64: [NaN, Infinity, -0, 1e300],
};

const ODD_TEXTS = ['', '.', '..', 'a b', '\0', 'ü🦊', 'x'.repeat(249), 'x'.repeat(300), '__proto__', '%s', '<default>'];
/** As long as a string can be: an answer that repeats it with other words cannot be said. */
const LONGEST_TEXT = 'x'.repeat(MAX_STRING_LENGTH);

/** Values of the shape that a version carries, most of them sensible. */
export function valuesOf(fields: Fields, version: number, dice: Dice, known: Knowledge): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      const isIn = version >= field.since && version <= field.until;
      return [name, isIn ? valueOf(name, field, version, dice, known) : field.defaultValue];
    }),
  );
}

function valueOf(name: string, field: Field, version: number, dice: Dice, known: Knowledge): unknown {
  if (version >= field.nullableSince && dice.oneIn(5)) return null;
  if (field.tag !== undefined && dice.oneIn(2)) return field.defaultValue;
  switch (field.kind) {
    case 'bool':
      return dice.oneIn(2);
    case 'string':
      return text(name, dice, known);
    case 'uuid':
      return dice.pick(known.uuids);
    case 'bytes':
      return dice.bytes(dice.below(30));
    case 'records':
      return records(dice);
    case 'recordChunks':
      return [records(dice)];
    case 'array':
      return array(name, field, version, dice, known);
    case 'struct':
      return valuesOf(field.fields ?? {}, version, dice, known);
    default:
      return number(name, field.kind, dice, known);
  }
}

function array(name: string, field: Field, version: number, dice: Dice, known: Knowledge): unknown[] {
  const length = dice.oneIn(200) ? 200 : dice.below(3);
  const { element } = field;
  if (element === undefined) throw new TypeError(`${name} has no element`);
  return Array.from({ length }, () => valueOf(name, { ...element, nullableSince: Infinity }, version, dice, known));
}

function text(name: string, dice: Dice, known: Knowledge): string {
  if (dice.oneIn(100)) return LONGEST_TEXT;
  if (dice.oneIn(10)) return dice.pick(ODD_TEXTS);
  if (dice.oneIn(10)) return dice.pick(known.texts);
  if (/group|^key$/i.test(name)) return dice.pick(known.groups);
  if (/member|instance/i.test(name)) return dice.pick(known.memberIds);
  if (/topic|name/i.test(name)) return dice.pick(known.topics);
  return dice.pick(known.texts);
}

function number(name: string, kind: string, dice: Dice, known: Knowledge): number {
  if (dice.oneIn(15)) return dice.pick(EXTREMES[kind] ?? [0]);
  if (/timeout|wait/i.test(name)) return dice.below(2000);
  if (/bytes/i.test(name)) return dice.pick([0, 1, 100, 1_000_000]);
  if (/sessionId|producerId|generation/i.test(name)) return dice.pick(known.numbers);
  if (/acks|epoch|timestamp/i.test(name)) return dice.below(4) - 2;
  if (/resourceType/i.test(name)) return dice.pick([2, 4, 8, 16, 32]);
  return dice.below(6);
}
