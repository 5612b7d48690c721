import { expect, test } from 'vitest';

import { findGenerated, readFailures, readWarnings, renewGenerated } from './generated.ts';

const fence = '```';
const code = (body: string): string =>
  `Words.\n\n<!-- code of src/app.ts, by npm run docs -->\n\n${fence}ts example\n${body}${fence}\n\nMore words.\n`;
const output = (body: string): string =>
  `<!-- output of test/app.test.ts > a, b and c, by npm run docs -->\n\n${fence}text\n${body}${fence}\n`;

test('a block says what it is of, and is written between its fences', () => {
  const page = code('') + output('old\n');
  expect(findGenerated(page)).toEqual([
    { kind: 'code', source: 'src/app.ts', body: '' },
    { kind: 'output', source: 'test/app.test.ts > a, b and c', body: 'old\n' },
  ]);
  expect(renewGenerated(page, ({ source }) => `${source}\n`)).toBe(
    code('src/app.ts\n') + output('test/app.test.ts > a, b and c\n'),
  );
});

test('a block of which nothing is known stays', () => {
  expect(renewGenerated(code('old\n'), () => undefined)).toBe(code('old\n'));
});

test.each([
  {
    what: 'times',
    old: '+0.407  shop  Produce v7  → offset 4   0 ms',
    now: '+1.202  shop  Produce v7  → offset 4  12 ms',
  },
  { what: 'heartbeats', old: 'Last requests (9 heartbeats and empty fetches left out)', now: 'Last requests' },
  { what: 'ports', old: "broker: '127.0.0.1:34567', port: 34567", now: "broker: '127.0.0.1:1234', port: 1234" },
  { what: 'traces', old: 'Trace: orders-1a2b3c.html', now: 'Trace: orders-4d5e6f.html' },
  { what: 'ids', old: 'member "a-6fc184a0-2b79-466b"', now: 'member "a-00000000-1111-2222"' },
])('$what differ from run to run, and change nothing', ({ old, now }) => {
  expect(renewGenerated(output(`${old}\n`), () => `${now}\n`)).toBe(output(`${old}\n`));
  expect(renewGenerated(output(`${old}\n`), () => `${now} later\n`)).toBe(output(`${now} later\n`));
});

test('what Vitest prints of failed tests is read without the code around it', () => {
  const printed = [
    ' FAIL  test/a.test.ts > one',
    'Error: no',
    '',
    '  Hints',
    '  • none',
    ' ❯ test/a.test.ts:3:1',
    '      2| ',
    '      3| expect(1)',
    '       | ^',
    '',
    ' ❯ notice',
    '   ↳ Trace: a.html',
    '',
    '⎯⎯⎯⎯⎯[1/2]⎯',
    '',
    ' FAIL  test/b.test.ts > two',
    'Error: never',
    '⎯⎯⎯⎯⎯[2/2]⎯',
    '',
  ].join('\n');
  expect([...readFailures(printed)]).toEqual([
    ['test/a.test.ts > one', 'Error: no\n\n  Hints\n  • none\n ❯ test/a.test.ts:3:1\n'],
    ['test/b.test.ts > two', 'Error: never\n'],
  ]);
});

test('what tests print on stderr is read by their names', () => {
  const printed = 'RUN\nstderr | a.test.ts > one\ntestka: 1 thing\n  • it\n\n ✓ a.test.ts\n';
  expect([...readWarnings(printed)]).toEqual([['a.test.ts > one', 'testka: 1 thing\n  • it\n']]);
});
