/** One field as Kafka's definition files give it. */
export interface KafkaField {
  readonly name: string;
  readonly type: string;
  readonly versions?: string;
  readonly nullableVersions?: string;
  readonly taggedVersions?: string;
  readonly flexibleVersions?: string;
  readonly tag?: number | string;
  readonly default?: string | number | boolean | null;
  readonly fields?: readonly KafkaField[];
}

/** One of Kafka's definition files, `common/message/*.json` in its jars. */
export interface KafkaDefinition {
  readonly name: string;
  readonly type: string;
  readonly apiKey?: number;
  readonly validVersions: string;
  readonly flexibleVersions?: string;
  readonly fields: readonly KafkaField[];
  readonly commonStructs?: readonly KafkaField[];
  readonly latestVersionUnstable?: boolean;
}

/** Of one release, by the names that the messages have here. */
export type KafkaDefinitions = ReadonlyMap<string, KafkaDefinition>;

/** What goes by another name here: ours are Kafka 4.4's, and `RequestHeader` is what header.ts reads. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  RequestHeader: 'RequestHeaderData',
  ResponseHeader: 'ResponseHeaderData',
  ListClientMetricsResourcesRequest: 'ListConfigResourcesRequest',
  ListClientMetricsResourcesResponse: 'ListConfigResourcesResponse',
};

/** First and last, both included. */
export type Versions = readonly [number, number];

/** What a message of Kafka's is called here. */
export function nameHere(kafkaName: string): string {
  return OTHER_NAMES[kafkaName] ?? kafkaName;
}

/** The definitions in some files, which are JSON with comments on lines of their own. */
export function parseDefinitions(files: readonly string[]): KafkaDefinitions {
  return new Map(
    files.map((text) => {
      const definition = JSON.parse(text.replaceAll(/^\s*\/\/.*$/gm, '')) as KafkaDefinition;
      return [nameHere(definition.name), definition];
    }),
  );
}

/** Kafka's way to write ranges: `3`, `2-5`, `1+`. @returns undefined for `none`. */
export function parseVersions(text: string | undefined): Versions | undefined {
  const match = /^(\d+)(\+|-(\d+))?$/.exec(text ?? '');
  if (match === null) return undefined;
  const first = Number(match[1]);
  return [first, match[2] === '+' ? Infinity : Number(match[3] ?? first)];
}

export function contains(versions: string | undefined, version: number): boolean {
  const found = parseVersions(versions);
  return found !== undefined && version >= found[0] && version <= found[1];
}

/** The versions that a release speaks. One that may still change is none of them, nor is the answer to it. */
export function stableVersions(definitions: KafkaDefinitions, name: string): Versions | undefined {
  const definition = definitions.get(name);
  const versions = parseVersions(definition?.validVersions);
  if (versions === undefined) return undefined;
  const request = definitions.get(name.replace(/Response$/, 'Request'));
  const isUnstable = definition?.latestVersionUnstable === true || request?.latestVersionUnstable === true;
  const [first, last] = isUnstable ? [versions[0], versions[1] - 1] : versions;
  return first > last ? undefined : [first, last];
}
