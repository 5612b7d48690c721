import { isUtf8 } from 'node:buffer';
import { formatValue } from '../format.ts';
import type { StandardSchema } from '../types/message.ts';

/** What a Standard Schema's validate() returns. */
interface SchemaResult {
  readonly value?: unknown;
  readonly issues?: readonly { readonly message: string; readonly path?: readonly unknown[] }[];
}

/** What bytes are under a schema, or why they are nothing. */
export type Validated = { readonly value: unknown } | { readonly problem: string };

/** The same before it is said of which value. */
type Verdict = { readonly value: unknown } | { readonly issues: string };

/** Some schema libraries make their schemas callable. */
export function isSchema(codec: unknown): codec is StandardSchema<unknown> {
  const hasFields = (typeof codec === 'object' && codec !== null) || typeof codec === 'function';
  return hasFields && '~standard' in codec;
}

const ASYNCHRONOUS =
  'the schema validates asynchronously, but messages are read and checked at once; use a synchronous schema';

/** Whether a schema is asynchronous whatever it is asked. Of others that may be, only what they are asked shows it. */
export function isAsynchronous(schema: StandardSchema<unknown>): boolean {
  try {
    const answer = schema['~standard'].validate(undefined);
    return isPromise(answer);
  } catch {
    // It does not like to be asked about nothing, which says nothing about the rest.
    return false;
  }
}

/**
 * Reads bytes as the schema wants them: as JSON, or as text. Text such as `42` may be either, so what fits is taken.
 * @throws what the schema throws
 */
export function readBySchema(schema: StandardSchema<unknown>, bytes: Buffer): Validated {
  const text = isUtf8(bytes) ? bytes.toString('utf8') : undefined;
  const asText = validate(schema, text ?? bytes);
  const parsed = text === undefined ? {} : parseJson(text);
  if (!('value' in parsed)) {
    if ('value' in asText) return asText;
    // Text that begins as JSON does was meant to be JSON.
    const isMeant = text !== undefined && /^\s*[[{]/.test(text);
    const what = `${formatValue(text ?? bytes)}${isMeant ? `, which is not JSON (${parsed.error}),` : ''}`;
    return { problem: `${what} ${asText.issues}` };
  }
  const asJson = validate(schema, parsed.value);
  const isStructure = typeof parsed.value === 'object' && parsed.value !== null;
  const [first, second] = isStructure ? [asJson, asText] : [asText, asJson];
  if ('value' in first) return first;
  if ('value' in second) return second;
  return { problem: `${formatValue(parsed.value)} ${'issues' in asJson ? asJson.issues : ''}` };
}

function parseJson(text: string): { readonly value: unknown } | { readonly error?: string } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { error: (error as Error).message };
  }
}

function validate(schema: StandardSchema<unknown>, value: unknown): Verdict {
  const result = schema['~standard'].validate(value) as SchemaResult;
  if (isPromise(result)) return { issues: `cannot be checked: ${ASYNCHRONOUS}` };
  if (result.issues === undefined) return { value: result.value };
  const issues = result.issues.map(({ message, path }) =>
    path === undefined || path.length === 0 ? message : `${pathText(path)}: ${message}`,
  );
  return { issues: `does not fit the schema: ${issues.join('; ')}` };
}

/** Its own failure is nobody's business: that there is a promise at all is what is told. */
function isPromise(answer: unknown): boolean {
  const isThenable =
    typeof answer === 'object' && answer !== null && 'then' in answer && typeof answer.then === 'function';
  if (isThenable) void Promise.resolve(answer).catch(() => {});
  return isThenable;
}

/** Path segments are keys, or objects with a key. */
function pathText(path: readonly unknown[]): string {
  return path
    .map((segment) =>
      String(typeof segment === 'object' && segment !== null && 'key' in segment ? segment.key : segment),
    )
    .join('.');
}
