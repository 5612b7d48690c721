import type { Field, Fields, Message } from '@testka/protocol';

type Values = Readonly<Record<string, unknown>>;

/** One thing that a request is about, and that may fail by itself: a partition of a topic, a topic, a group. */
export interface Part {
  readonly topic?: string | undefined;
  readonly partition?: number | undefined;
  readonly group?: string | undefined;
  readonly transactionalId?: string | undefined;
}

/** What requests of an API can name at all. */
export type PartKind = keyof Part;

/** Arrays in which a request lists what it is about; others, such as configs, say how. */
const PART_ARRAYS: ReadonlySet<string> = new Set([
  'topics',
  'topicData',
  'topicPartitions',
  'topicNames',
  'partitions',
  'partitionData',
  'partitionIndexes',
  'groups',
  'groupsNames',
  'groupIds',
  'coordinatorKeys',
  'transactionalIds',
  'transactions',
  'resources',
  'dirs',
]);
/** Under which names fields, or the items of plain arrays, name something. */
const NAMING: Readonly<Record<string, PartKind>> = {
  name: 'topic',
  topic: 'topic',
  topicName: 'topic',
  topicNames: 'topic',
  topicId: 'topic',
  index: 'partition',
  partition: 'partition',
  partitionIndex: 'partition',
  partitions: 'partition',
  partitionIndexes: 'partition',
  groupId: 'group',
  groups: 'group',
  groupsNames: 'group',
  groupIds: 'group',
  transactionalId: 'transactionalId',
  transactionalIds: 'transactionalId',
};
/** FindCoordinator names what its key type says; the config APIs what their resource type says. */
const KEY_TYPES: Readonly<Record<number, PartKind>> = { 0: 'group', 1: 'transactionalId' };
const TOPIC_RESOURCE = 2;

/** Looks up a topic's name by its id. */
export type NameOf = (topicId: string) => string | undefined;

/** The request with those parts only that are to be kept; undefined when there were some and none is left. */
export function keepParts<T>(
  message: Message,
  version: number,
  request: T,
  nameOf: NameOf,
  keep: (part: Part) => boolean,
): T | undefined {
  const filter = new PartFilter(version, nameOf, keep);
  return filter.struct(message.fields, request as Values, {}) as T | undefined;
}

/** Everything that the request is about. One that names nothing is about one part without a name. */
export function partsOf(message: Message, version: number, request: unknown, nameOf: NameOf): Part[] {
  const parts: Part[] = [];
  keepParts(message, version, request, nameOf, (part) => {
    parts.push(part);
    return true;
  });
  return parts;
}

/** What requests of an API can name, in any version. */
export function partKinds({ fields }: Message): Set<PartKind> {
  const kinds = new Set<PartKind>();
  collectKinds(fields, kinds);
  return kinds;
}

function collectKinds(fields: Fields, kinds: Set<PartKind>): void {
  for (const [name, field] of Object.entries(fields)) {
    if (name === 'keyType') for (const kind of Object.values(KEY_TYPES)) kinds.add(kind);
    if (name === 'resourceType') kinds.add('topic');
    const isList = field.kind === 'array' && PART_ARRAYS.has(name);
    if (isList && field.element?.fields !== undefined) collectKinds(field.element.fields, kinds);
    else if ((isList || isScalar(field)) && NAMING[name] !== undefined) kinds.add(NAMING[name]);
  }
}

function isScalar({ kind }: Field): boolean {
  return kind === 'string' || kind === 'uuid' || kind === 'int32';
}

class PartFilter {
  readonly #version: number;
  readonly #nameOf: NameOf;
  readonly #keep: (part: Part) => boolean;

  constructor(version: number, nameOf: NameOf, keep: (part: Part) => boolean) {
    this.#version = version;
    this.#nameOf = nameOf;
    this.#keep = keep;
  }

  struct(fields: Fields, values: Values, around: Part): Values | undefined {
    const part = { ...around, ...this.#ownPart(fields, values) };
    const lists = Object.entries(fields).filter(
      ([name, field]) => this.#isCarried(field) && isPartList(name, field) && isFilled(values[name]),
    );
    if (lists.length === 0) return this.#keep(part) ? values : undefined;
    const kept = lists.map(([name, field]) => [name, this.#list(name, field, values, part)] as const);
    return kept.some(([, items]) => items.length > 0) ? { ...values, ...Object.fromEntries(kept) } : undefined;
  }

  #list(name: string, { element }: Field, values: Values, around: Part): unknown[] {
    const items = values[name] as readonly unknown[];
    const fields = element?.fields;
    if (fields !== undefined) return items.flatMap((item) => this.struct(fields, item as Values, around) ?? []);
    const kind = name === 'coordinatorKeys' ? keyKind(values) : NAMING[name];
    return items.filter((item) => this.#keep(kind === undefined ? around : { ...around, [kind]: item }));
  }

  #ownPart(fields: Fields, values: Values): Part {
    const part: { -readonly [K in PartKind]?: unknown } = {};
    if ('resourceType' in fields) {
      if (values['resourceType'] === TOPIC_RESOURCE) part.topic = values['resourceName'];
      return part as Part;
    }
    for (const [name, field] of Object.entries(fields)) {
      const value = values[name];
      const kind = name === 'key' ? keyKind(values) : NAMING[name];
      if (kind === undefined || !isScalar(field) || !this.#isCarried(field) || value === null) continue;
      if (name !== 'topicId') part[kind] = value;
      else part.topic ??= this.#nameOf(value as string);
    }
    return part as Part;
  }

  #isCarried(field: Field): boolean {
    return field.since <= this.#version && this.#version <= field.until;
  }
}

function isPartList(name: string, field: Field): boolean {
  return field.kind === 'array' && PART_ARRAYS.has(name);
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

function keyKind({ keyType }: Values): PartKind | undefined {
  return typeof keyType === 'number' ? KEY_TYPES[keyType] : undefined;
}
