import type { RequestData } from '../src/data.ts';

type Test = (request: RequestData, client: string) => boolean;

/** Names before a colon, and what they look at. */
const FIELDS: Readonly<Record<string, (request: RequestData, client: string) => readonly string[]>> = {
  api: ({ api }) => [api],
  client: (_request, client) => [client],
  topic: ({ subject }) => [subject],
  group: ({ groups }) => groups,
  error: ({ errors }) => errors,
  fault: ({ faults }) => faults,
  node: ({ node }) => [String(node)],
};

/**
 * Which requests are shown: each word must be found somewhere in the line, `api:produce` in that field, `error:` in any
 * error, and with `-` before it a word must not be found.
 */
export function filterOf(text: string): Test {
  const tests = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '' && word !== '-')
    .map(testOf);
  return (request, client) => tests.every((test) => test(request, client));
}

function testOf(word: string): Test {
  if (word.startsWith('-')) {
    const positive = testOf(word.slice(1));
    return (request, client) => !positive(request, client);
  }
  const [name = '', ...rest] = word.split(':');
  const field = rest.length > 0 && Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
  if (field === undefined) return (request, client) => lineOf(request, client).toLowerCase().includes(word);
  const value = rest.join(':');
  return (request, client) => field(request, client).some((each) => each.toLowerCase().includes(value));
}

/** What the table shows of a request, in one text. */
function lineOf({ api, version, subject, outcome, errors, faults, groups }: RequestData, client: string): string {
  return [client, `${api} v${version}`, subject, outcome, ...errors, ...faults, ...groups].join(' ');
}
