import * as protocol from '@testka/protocol';
import { type Field, type Fields, type Message, MAX_STRING_LENGTH } from '@testka/protocol';
import type { CoreTarget } from './core-target.ts';
import { requestFrame } from './frames.ts';
import type { Report } from './large-records.ts';

type Values = Record<string, unknown>;

/** A little less than all lists of a request may hold together; see core's REQUEST_LIMITS. */
const MOST_ENTRIES = 49_000;
const TOO_MANY_ENTRIES = 60_000;
const TOPIC = 'orders';

interface Many {
  readonly count: number;
  readonly differ: boolean;
}

const SHAPES: readonly Many[] = [
  { count: MOST_ENTRIES, differ: true },
  { count: MOST_ENTRIES, differ: false },
  { count: TOO_MANY_ENTRIES, differ: true },
];

/**
 * Asks each API, at its first and last version, with as many entries in one of its lists, at any depth, as are taken, and
 * with more: all the same or all different. The rest of the request is as small as can be.
 * @throws FuzzFailure as soon as a request takes too long, or breaks something
 */
export function sendLargeLists(target: CoreTarget, report: Report): void {
  for (const { api, versions } of target.served) {
    const { fields } = protocol[`${api}Request`] as Message;
    const [first, last] = versions;
    for (const version of new Set([first, last])) {
      for (const path of listsOf(fields, version)) {
        for (const shape of SHAPES) {
          const frame = requestFrame(api, version, requestWith(fields, version, path, shape));
          const what = `${shape.count} ${shape.differ ? 'different' : 'equal'} ${path.join('.')}`;
          report(`${api} v${version} with ${what}`, target.request(frame));
        }
        target.advance(10_000);
      }
      target.reset();
    }
  }
}

/** The names on the way to each list. */
function listsOf(fields: Fields, version: number): string[][] {
  return Object.entries(fields).flatMap(([name, field]) => {
    if (field.kind !== 'array' || !isIn(field, version)) return [];
    const inner = field.element?.fields;
    return [[name], ...(inner === undefined ? [] : listsOf(inner, version).map((path) => [name, ...path]))];
  });
}

function isIn({ since, until }: Field, version: number): boolean {
  return since <= version && version <= until;
}

function requestWith(fields: Fields, version: number, path: readonly string[], many: Many): Values {
  const [name, ...deeper] = path;
  return Object.fromEntries(
    Object.entries(fields).map(([each, field]) => {
      if (each !== name) return [each, isIn(field, version) ? valueOf(each, field, version, 0) : field.defaultValue];
      const { element } = field;
      if (element?.fields !== undefined && deeper.length > 0)
        return [each, [requestWith(element.fields, version, deeper, many)]];
      const size = element === undefined ? 1 : entriesIn(element, version);
      const length = Math.floor(many.count / size);
      return [
        each,
        Array.from({ length }, (_, at) => element && valueOf(each, element, version, many.differ ? at : 0)),
      ];
    }),
  );
}

/** An entry and those that it has inside. */
function entriesIn(field: Field, version: number): number {
  const inner = Object.values(field.fields ?? {}).filter((each) => each.kind === 'array' && isIn(each, version));
  return inner.reduce((sum, { element }) => sum + (element === undefined ? 0 : entriesIn(element, version)), 1);
}

/** Something that gets as far as can be, with lists of one entry. */
function valueOf(name: string, field: Field, version: number, index: number): unknown {
  switch (field.kind) {
    case 'array':
      return field.element === undefined ? [] : [valueOf(name, field.element, version, index)];
    case 'struct':
      return requestFields(field.fields ?? {}, version, index);
    case 'string':
      return text(name, index);
    case 'bytes':
      return Buffer.alloc(0);
    case 'records':
      return null;
    case 'recordChunks':
      return [];
    case 'bool':
      return false;
    case 'uuid':
      return index === 0 ? protocol.ZERO_UUID : uuid(index);
    default:
      return /^(partition(Index|Id|es|Indexes)?|index|brokerIds?|replicas?)$/.test(name) ? index : field.defaultValue;
  }
}

function requestFields(fields: Fields, version: number, index: number): Values {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      name,
      isIn(field, version) ? valueOf(name, field, version, index) : field.defaultValue,
    ]),
  );
}

/** Names are long enough to fill what a request may say: 10 MiB. */
function text(name: string, index: number): string {
  if (index === 0) return /topic|name/i.test(name) ? TOPIC : 'a';
  return `${name}-${index}-`.padEnd(Math.min(180, MAX_STRING_LENGTH), 'x');
}

function uuid(index: number): string {
  const bytes = Buffer.alloc(16, 1);
  bytes.writeInt32BE(index);
  return bytes.toString('base64url');
}
