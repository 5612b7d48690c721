import { styleText } from 'node:util';

import type { Summary } from './statistics.ts';

/** A line of the table: what was measured, and what was hoped for. */
export interface Line {
  name: string;
  summary: Summary;
  /** Most ms at the median. */
  aim?: number;
  /** What the aim is about. Default: CPU. */
  aimOf?: 'cpuMs' | 'wallMs';
  /** Said at the end of the line. */
  note?: string;
}

/** Prints a table with a title. All times in ms. */
export function printTable(title: string, lines: readonly Line[]): void {
  const width = Math.max(...lines.map(({ name }) => name.length), 24);
  console.log(`\n${styleText('bold', title)}`);
  const heads = ['CPU p50', 'p95', 'wall p50', 'p95', 'n'].map((head) => head.padStart(9)).join('');
  console.log(styleText('dim', `${''.padEnd(width)}${heads}`));
  for (const line of lines) console.log(formatLine(line, width));
}

function formatLine({ name, summary, aim, aimOf = 'cpuMs', note }: Line, width: number): string {
  const { cpuMs, wallMs, count } = summary;
  const numbers = [cpuMs.p50, cpuMs.p95, wallMs.p50, wallMs.p95].map(formatMs);
  const cells = [...numbers, String(count)].map((cell) => cell.padStart(9)).join('');
  const remarks = [aim === undefined ? '' : judge(summary[aimOf].p50, aim, aimOf), note ?? ''].filter(
    (part) => part !== '',
  );
  return `${name.padEnd(width)}${cells}   ${remarks.join('  ')}`.trimEnd();
}

function judge(value: number, aim: number, aimOf: 'cpuMs' | 'wallMs'): string {
  const text = `aim ≤ ${aim} ms ${aimOf === 'cpuMs' ? 'CPU' : 'wall'}`;
  return value <= aim ? styleText('green', `✓ ${text}`) : styleText('red', `✗ ${text}`);
}

function formatMs(value: number): string {
  return value < 1 ? value.toFixed(3) : value.toFixed(1);
}
