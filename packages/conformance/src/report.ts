import { type ClientRun, type ScenarioResult, type Sabotage, succeeded } from './clients.ts';
import { SCENARIOS } from './scenarios.ts';

const MARKS = { ok: 'ok  ', failed: 'FAIL', missing: 'MISS', lacks: '–   ' } as const;

/** One scenario of one client, for the screen. */
export function formatResult(result: ScenarioResult): string {
  const time = result.status === 'lacks' ? '' : `${result.ms} ms`;
  return `  ${MARKS[result.status]}  ${result.scenario.padEnd(34)}${time.padStart(9)}  ${result.detail}`;
}

/** A table of scenarios by clients: milliseconds, FAIL, MISS, or – for what the library lacks. */
export function formatTable(runs: readonly ClientRun[]): string {
  const names = SCENARIOS.map(({ name }) => name).filter((name) => runs.some((run) => find(run, name) !== undefined));
  const header = ['scenario', ...runs.map((run) => run.name)];
  const rows = names.map((name) => [name, ...runs.map((run) => cell(find(run, name)))]);
  const totals = ['all', ...runs.map((run) => (succeeded(run) ? `${(run.ms / 1000).toFixed(1)} s` : 'FAIL'))];
  const table = [header, ...rows, totals];
  const widths = header.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table.map((row) => row.map((text, column) => pad(text, widths[column] ?? 0, column)).join('  ')).join('\n');
}

function find(run: ClientRun, scenario: string): ScenarioResult | undefined {
  return run.results.find((result) => result.scenario === scenario);
}

function cell(result: ScenarioResult | undefined): string {
  if (result === undefined) return '';
  return result.status === 'ok' ? `${result.ms} ms` : MARKS[result.status].trim();
}

/** Names to the left, numbers to the right. */
function pad(text: string, width: number, column: number): string {
  return column === 0 ? text.padEnd(width) : text.padStart(width);
}

/**
 * What a sabotaged run got wrong: the scenarios that are ok although they should have failed. `check` must fail all,
 * `drop` and `duplicate` those that carry records.
 */
export function undetectedSabotage(run: ClientRun, sabotage: Sabotage): string[] {
  const mustFail = SCENARIOS.filter((scenario) => sabotage === 'check' || scenario.carriesRecords === true);
  return mustFail.map(({ name }) => name).filter((name) => find(run, name)?.status === 'ok');
}

/** The last line of a run, in the words all our suites use. What a library lacks was not to be tested. */
export function passedAndFailed(runs: readonly ClientRun[]): string {
  const results = runs.flatMap((run) => run.results).filter(({ status }) => status !== 'lacks');
  const passed = results.filter(({ status }) => status === 'ok').length;
  return `${passed} passed, ${results.length - passed} failed`;
}
