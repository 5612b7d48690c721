import { expect, test } from 'vitest';

import { extractBlocks } from './docs.ts';

const fence = '```';

test('tests are numbered files, other files have their names, and what is only shown is left out', () => {
  const page = [
    `${fence}sh`,
    'npm install',
    fence,
    `${fence}ts vitest app.ts`,
    'export const app = 1;',
    fence,
    'Words.',
    `${fence}ts vitest`,
    "import './app.ts';",
    fence,
    `${fence}js jest`,
    "require('x');",
    fence,
    `${fence}text`,
    'WaitTimeoutError',
    fence,
    `${fence}ts example`,
    'run in its example;',
    fence,
  ].join('\n');
  expect(extractBlocks(page, 'guide')).toEqual([
    { project: 'vitest', file: 'guide/app.ts', code: 'export const app = 1;\n' },
    { project: 'vitest', file: 'guide/3.test.ts', code: "import './app.ts';\n" },
    { project: 'jest', file: 'guide/4.test.js', code: "require('x');\n" },
  ]);
});

test('of a diff, what is there afterwards is run', () => {
  const page = [`${fence}diff vitest`, '-old();', '+next();', ' kept();', fence].join('\n');
  expect(extractBlocks(page, 'p')).toEqual([{ project: 'vitest', file: 'p/1.test.ts', code: 'next();\nkept();\n' }]);
});

test('a block that does not say how it is run is refused', () => {
  expect(() => extractBlocks(`${fence}ts\nfoo();\n${fence}\n`, 'guide')).toThrow(
    'guide: "```ts" does not say how it is run',
  );
});
