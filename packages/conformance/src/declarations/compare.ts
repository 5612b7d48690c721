import { type Field, type Fields, type Message, ZERO_UUID } from '@testka/protocol';
import {
  contains,
  type KafkaDefinition,
  type KafkaDefinitions,
  type KafkaField,
  parseVersions,
  stableVersions,
  type Versions,
} from './kafka-definition.ts';

/** What Kafka says: its newest release, and the last one that spoke the versions which KIP-896 removed. */
export interface Definitions {
  readonly newest: KafkaDefinitions;
  readonly old: KafkaDefinitions;
}

/** Every message of Kafka's that has a version. */
export function declarationsWanted({ newest, old }: Definitions): Set<string> {
  return new Set(
    [newest, old].flatMap((release) =>
      [...release.keys()].filter((name) => stableVersions(release, name) !== undefined),
    ),
  );
}

/** In which points a declaration says something else than Kafka. Empty when it is right. */
export function differencesOf(name: string, message: Message, { newest, old }: Definitions): string[] {
  const sources = [newest, old].flatMap((release) => {
    const definition = release.get(name);
    const versions = stableVersions(release, name);
    return definition === undefined || versions === undefined ? [] : [{ definition, versions }];
  });
  const [source] = sources;
  if (source === undefined) return [`${name}: Kafka has no such message`];
  return [
    ...differencesOfHeads(message, source.definition, sources).map((text) => `${name}: ${text}`),
    ...versionsOf(message).flatMap((version) => {
      const found = sources.find(({ versions: [first, last] }) => version >= first && version <= last);
      if (found === undefined) return [`${name} v${version}: Kafka has no such version`];
      return differencesOfFields(message, found.definition, version).map((text) => `${name} v${version}: ${text}`);
    }),
  ];
}

interface Source {
  readonly definition: KafkaDefinition;
  readonly versions: Versions;
}

/** Key, versions and where they become flexible. */
function differencesOfHeads(message: Message, definition: KafkaDefinition, sources: readonly Source[]): string[] {
  const first = Math.min(...sources.map(({ versions }) => versions[0]));
  const last = Math.max(...sources.map(({ versions }) => versions[1]));
  const flexible = parseVersions(definition.flexibleVersions)?.[0] ?? Infinity;
  return [
    ...unequal('API key', message.apiKey, definition.apiKey ?? -1),
    ...unequal('versions', message.versions.join('–'), `${first}–${last}`),
    ...unequal('flexible from', message.flexible, flexible),
  ];
}

function unequal(what: string, ours: unknown, kafkas: unknown): string[] {
  return ours === kafkas ? [] : [`${what}: ${String(ours)} is declared, Kafka says ${String(kafkas)}`];
}

function versionsOf({ versions: [first, last] }: Message): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function differencesOfFields(message: Message, definition: KafkaDefinition, version: number): string[] {
  const ours = wordsOfOurs(message.fields, version);
  const common = new Map((definition.commonStructs ?? []).map((struct) => [struct.name, struct.fields ?? []]));
  const kafkas = wordsOfKafka(definition.fields, common, version);
  const at = ours.findIndex((line, index) => line !== kafkas[index]);
  if (at >= 0) return [`"${ours[at]?.trim()}" is declared, Kafka says "${kafkas[at]?.trim() ?? 'nothing more'}"`];
  return ours.length < kafkas.length ? [`Kafka also says "${kafkas[ours.length]?.trim()}"`] : [];
}

/** What a declaration says of a version: a line for each field, its structure below it. */
function wordsOfOurs(fields: Fields, version: number, indent = ''): string[] {
  return Object.entries(fields)
    .filter(([, { since, until }]) => version >= since && version <= until)
    .flatMap(([name, field]) => {
      const element = field.element ?? field;
      return [
        `${indent}${name}: ${wordsOfField(field, element, version)}`,
        ...wordsOfOurs(element.fields ?? {}, version, `${indent}  `),
      ];
    });
}

function wordsOfField(field: Field, element: Field, version: number): string {
  const isArray = field.element !== undefined;
  return words({
    kind: KINDS[element.kind] ?? element.kind,
    isArray,
    isNullable: version >= field.nullableSince,
    tag: field.tag,
    isPlain: field.isPlain,
    zero: isArray || element.kind === 'struct' ? nullOrNothing(field.defaultValue) : zeroInWords(field.defaultValue),
  });
}

/** Kinds that differ in what they are in memory, not in what they are on the wire. */
const KINDS: Readonly<Record<string, string>> = { recordChunks: 'records', bigint64: 'int64' };

function nullOrNothing(value: unknown): string {
  return value === null ? 'null' : '';
}

function zeroInWords(value: unknown): string {
  if (Buffer.isBuffer(value) || Array.isArray(value)) return '';
  return value === ZERO_UUID ? 'zero' : String(value);
}

/** The same of Kafka's definition. */
function wordsOfKafka(
  fields: readonly KafkaField[],
  common: ReadonlyMap<string, readonly KafkaField[]>,
  version: number,
  indent = '',
): string[] {
  return fields
    .filter(({ versions, taggedVersions }) => contains(versions ?? taggedVersions, version))
    .flatMap((field) => {
      const type = field.type.replace(/^\[\]/, '');
      const nested = field.fields ?? common.get(type);
      const name = `${field.name.charAt(0).toLowerCase()}${field.name.slice(1)}`;
      return [
        `${indent}${name}: ${wordsOfKafkaField(field, nested === undefined ? type : 'struct', version)}`,
        ...wordsOfKafka(nested ?? [], common, version, `${indent}  `),
      ];
    });
}

function wordsOfKafkaField(field: KafkaField, kind: string, version: number): string {
  const isArray = field.type.startsWith('[]');
  // Kafka's generator takes a bare null for no default; the word "null" is one.
  const given = field.default ?? undefined;
  const zero = given === undefined ? (ZEROS[kind] ?? '0') : numeric(String(given), kind);
  return words({
    kind,
    isArray,
    isNullable: contains(field.nullableVersions, version),
    tag: contains(field.taggedVersions, version) ? Number(field.tag) : undefined,
    isPlain: field.flexibleVersions === 'none',
    zero: isArray || kind === 'struct' ? (zero === 'null' ? 'null' : '') : zero,
  });
}

const ZEROS: Readonly<Record<string, string>> = { string: '', bytes: '', records: '', bool: 'false', uuid: 'zero' };

function numeric(text: string, kind: string): string {
  return /int|float/.test(kind) && text !== 'null' ? String(Number(text)) : text;
}

interface FieldFacts {
  readonly kind: string;
  readonly isArray: boolean;
  readonly isNullable: boolean;
  readonly tag: number | undefined;
  readonly isPlain: boolean;
  readonly zero: string;
}

function words({ kind, isArray, isNullable, tag, isPlain, zero }: FieldFacts): string {
  const type = `${isArray ? '[]' : ''}${kind}${isNullable ? '?' : ''}`;
  return `${type}${tag === undefined ? '' : `, tag ${tag}`}${isPlain ? ', plain' : ''}${zero === '' ? '' : ` = ${zero}`}`;
}
