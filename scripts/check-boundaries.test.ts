import { describe, expect, test } from 'vitest';

import { findImports, judgeImport } from './check-boundaries.ts';

const core = { path: 'packages/core/src/apis/00-produce.ts', package: 'core', isTest: false };
const protocol = { path: 'packages/protocol/src/reader.ts', package: 'protocol', isTest: false };
const gzip = { path: 'packages/protocol/src/compression/gzip.ts', package: 'protocol', isTest: false };
const runners = { path: 'packages/runners/src/vitest.ts', package: 'runners', isTest: false };
const broker = { path: 'packages/broker/src/driver.ts', package: 'broker', isTest: false };

describe('an import', () => {
  test.each([
    { name: 'core imports protocol', file: core, specifier: '@testka/protocol', problem: undefined },
    { name: 'core imports its own files', file: core, specifier: '../timers.ts', problem: undefined },
    { name: 'core imports no broker', file: core, specifier: '@testka/broker', problem: 'core may not import broker' },
    {
      name: 'core imports no sockets',
      file: core,
      specifier: 'node:net',
      problem: 'core has no sockets, files or clock',
    },
    { name: 'core imports no package', file: core, specifier: 'p-queue', problem: 'core depends on protocol only' },
    { name: 'a test in core may', file: { ...core, isTest: true }, specifier: 'node:fs', problem: undefined },
    { name: 'broker imports core', file: broker, specifier: '@testka/core', problem: undefined },
    { name: 'broker imports sockets', file: broker, specifier: 'node:net', problem: undefined },
    {
      name: 'a package that is not declared',
      file: broker,
      specifier: 'left-pad/x',
      problem: 'left-pad is not in packages/broker/package.json',
    },
    {
      name: 'runners import no core',
      file: runners,
      specifier: '@testka/core',
      problem: 'only broker and simulation may import core',
    },
    {
      name: "another package's src by name",
      file: broker,
      specifier: '@testka/core/src/log/log.ts',
      problem: "imports another package's src",
    },
    {
      name: "another package's src by path",
      file: broker,
      specifier: '../../core/src/index.ts',
      problem: 'leaves its package; import the package by its name',
    },
    { name: 'a missing extension', file: broker, specifier: './clock', problem: 'lacks its extension, `.ts`' },
    { name: 'protocol imports zlib where it compresses', file: gzip, specifier: 'node:zlib', problem: undefined },
    {
      name: 'protocol imports zlib elsewhere',
      file: protocol,
      specifier: 'node:zlib',
      problem: 'protocol may import node:* in src/compression only',
    },
  ])('$name', ({ file, specifier, problem }) => expect(judgeImport(file, specifier)).toBe(problem));
});

test('imports of every kind are found, those in comments are not', () => {
  const source = [
    "import { a } from 'one';",
    'import type {',
    '  b,',
    "} from 'two';",
    "export * from './three.ts';",
    "import 'four';",
    "const five = await import('five');",
    "const six = process.getBuiltinModule('node:http');",
    "type Seven = import('seven').Seven;",
    "/** import { x } from 'eight' */",
    " * import { x } from 'nine'",
    "// await import('ten')",
  ].join('\n');
  expect(findImports(source)).toEqual([
    { specifier: 'one', line: 1 },
    { specifier: 'two', line: 4 },
    { specifier: './three.ts', line: 5 },
    { specifier: 'four', line: 6 },
    { specifier: 'five', line: 7 },
    { specifier: 'node:http', line: 8 },
    { specifier: 'seven', line: 9 },
  ]);
});
