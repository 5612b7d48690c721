import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_DIRECTORY } from '../process.ts';
import { nameHere } from './kafka-definition.ts';

/** What Kafka's own classes wrote of one value of a message; see vectors/MessageVectors.java. */
export interface Vector {
  readonly name: string;
  readonly version: number;
  readonly bytes: Buffer;
  /** The same value with tagged fields that nobody knows; undefined where the version has no tagged fields. */
  readonly withUnknownTags: Buffer | undefined;
}

/** Releases that vectors are kept of: all versions of the first, and of the second what the first speaks no more. */
const VECTOR_VERSIONS = ['4.4.0', '3.9.1'];

/** Where the vectors of a release are kept. */
export function vectorFile(kafkaVersion: string): string {
  return join(PACKAGE_DIRECTORY, 'vectors', `kafka-${kafkaVersion}.txt`);
}

/** All vectors that are kept. */
export function readVectors(): Vector[] {
  return VECTOR_VERSIONS.flatMap((kafkaVersion) =>
    readFileSync(vectorFile(kafkaVersion), 'utf8').trimEnd().split('\n').map(parseLine),
  );
}

function parseLine(line: string): Vector {
  const [name = '', version, bytes = '', withUnknownTags] = line.split(' ');
  return {
    name: nameHere(name),
    version: Number(version),
    bytes: Buffer.from(bytes, 'base64'),
    withUnknownTags: withUnknownTags === undefined ? undefined : Buffer.from(withUnknownTags, 'base64'),
  };
}
