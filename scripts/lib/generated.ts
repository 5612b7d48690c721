/** A block of a page that `npm run docs` writes: what comes after `<!-- code of … -->` or `<!-- output of … -->`. */
export interface GeneratedBlock {
  kind: 'code' | 'output';
  /** `examples/recipes/src/lost-ack/shop.ts`; of output, `examples/recipes/test/lost-ack.test.ts > name of the test`. */
  source: string;
  /** What the page says now, between the fences. */
  body: string;
}

const BLOCK = /^<!-- (code|output) of ([^\n]+), by npm run docs -->\n+(```[^\n]*\n)(.*?)^```$/gms;

export function findGenerated(markdown: string): GeneratedBlock[] {
  return [...markdown.matchAll(BLOCK)].map(([, kind, source = '', , body = '']) => ({
    kind: kind === 'code' ? 'code' : 'output',
    source,
    body,
  }));
}

/**
 * Writes the blocks anew. A block that differs in nothing but what differs from run to run stays as it is.
 * @param bodyOf what belongs into a block; undefined: leave it
 */
export function renewGenerated(markdown: string, bodyOf: (block: GeneratedBlock) => string | undefined): string {
  return markdown.replaceAll(BLOCK, (whole: string, kind: string, source: string, opening: string, body: string) => {
    const wanted = bodyOf({ kind: kind === 'code' ? 'code' : 'output', source, body });
    if (wanted === undefined || maskRun(wanted) === maskRun(body)) return whole;
    return whole.slice(0, whole.length - opening.length - body.length - 3) + `${opening}${wanted}\`\`\``;
  });
}

/**
 * What Vitest printed of each test that failed, by `file > name`: the error, its report and its line. Left out are the lines of
 * code around it, which the page shows already, and the notice of the trace, which the report names.
 */
export function readFailures(printed: string): Map<string, string> {
  const failures = new Map<string, string>();
  const sections = printed.split(/^ FAIL {2}/m).slice(1);
  for (const section of sections) {
    const [name = '', ...lines] = section.split('\n');
    const end = lines.findIndex((line) => line.startsWith('⎯⎯'));
    const kept = lines
      .slice(0, end === -1 ? undefined : end)
      .filter((line) => !/^ +(\d+)?\|| ❯ notice$|^ +↳ /.test(line));
    failures.set(name.trim(), `${kept.join('\n').trimEnd()}\n`);
  }
  return failures;
}

/** What tests printed on stderr, by `file > name`. */
export function readWarnings(printed: string): Map<string, string> {
  const sections = [...printed.matchAll(/^stderr \| ([^\n]+)\n(.*?)\n\n/gms)];
  return new Map(sections.map(([, name = '', text = '']) => [name.trim(), `${text.trimEnd()}\n`]));
}

/** Without what differs from run to run: times, ports, ids, and how many heartbeats there were. */
function maskRun(text: string): string {
  return text
    .replaceAll(/ \(\d+ heartbeats? and empty fetch(es)? left out\)/g, '')
    .replaceAll(/127\.0\.0\.1:\d+|port: \d+/g, '<port>')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{4,}|-[0-9a-f]{6}(?=\.html)/g, '<id>')
    .replaceAll(/\+\d+\.\d{3}\b/g, '<time>')
    .replaceAll(/\b\d+(\.\d+)? ?m?s\b/g, '<time>')
    .replaceAll(/[ \t]+/g, ' ')
    .trim();
}
