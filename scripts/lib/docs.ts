/** A code block of a page that is run: a file of its own in a project. */
export interface DocBlock {
  /** Which project it belongs to. */
  project: 'vitest' | 'jest';
  /** Path in the project: `guide/2.test.ts`. */
  file: string;
  code: string;
}

/** Languages of blocks that show something without being run: commands, what is printed, how a CI is set up. */
const SHOWN = new Set(['sh', 'text', 'yaml']);

/** What a block's first line says it is, and the file that it becomes; tests are numbered. */
const ROLES: Readonly<Record<string, { project: DocBlock['project']; suffix: string }>> = {
  vitest: { project: 'vitest', suffix: 'test.ts' },
  jest: { project: 'jest', suffix: 'test.js' },
  'node-test': { project: 'vitest', suffix: 'node-test.mjs' },
  script: { project: 'vitest', suffix: 'script.mjs' },
};

/**
 * The code blocks of a page that are run. A block opens with its language and its role: "```ts vitest" is a test file,
 * "```js jest", "```js node-test" and "```js script" likewise; "```ts vitest app.ts" is a file beside them. In a "```diff"
 * the lines that are taken away are left out. "```ts example" is code of an example, which is run there.
 * @param page names the folder: `recipes/nestjs`
 * @throws if a block does not say how it is run
 */
export function extractBlocks(markdown: string, page: string): DocBlock[] {
  const fences = [...markdown.matchAll(/^```([^\n]+)\n(.*?)^```$/gms)];
  return fences.flatMap(([, opening = '', body = ''], index) => {
    const [language = '', role = '', name] = opening.trim().split(' ');
    if (SHOWN.has(language) || role === 'example') return [];
    const known = ROLES[role];
    if (known === undefined) throw new Error(`${page}: "\`\`\`${opening}" does not say how it is run`);
    const code = language === 'diff' ? applyDiff(body) : body;
    return [{ project: known.project, file: `${page}/${name ?? `${index + 1}.${known.suffix}`}`, code }];
  });
}

/** What is there after the change. */
function applyDiff(diff: string): string {
  return diff
    .split('\n')
    .filter((line) => !line.startsWith('-'))
    .map((line) => line.slice(1))
    .join('\n');
}
