import type { StateData, TraceData } from '../src/data.ts';
import { Detail } from './detail.ts';
import { button, element } from './dom.ts';
import { eventList } from './events.ts';
import { groupsTab } from './groups.ts';
import { filterOf } from './filter.ts';
import { durationText, plural } from './format.ts';
import { KINDS } from './kinds.ts';
import { lanesOf } from './lanes.ts';
import { problemList } from './problems.ts';
import { stateful } from './stateful.ts';
import { RequestTable } from './table.ts';
import { tabs } from './tabs.ts';
import { TimeAxis } from './time-axis.ts';
import { Timeline } from './timeline.ts';
import { topicsTab } from './topics.ts';

const trace = JSON.parse(document.getElementById('trace')?.textContent ?? '') as TraceData;

/** Puts the page together; everything shown follows from the trace, the filter and what is selected. */
function show(): void {
  const lanes = lanesOf(trace);
  const axis = new TimeAxis(timesOf(lanes));
  const select = (index: number, isForSure: boolean): void => {
    const request = trace.requests[index];
    if (request === undefined) return;
    detail.showRequest(request);
    timeline.select(index);
    table.select(index);
    if (isForSure) detail.element.focus();
  };
  const table = new RequestTable(trace, axis.start, select);
  const timeline = new Timeline(trace, lanes, axis, {
    chosen: select,
    rebalanceChosen: (group, rebalance) => {
      timeline.select(undefined);
      table.select(undefined);
      detail.showRebalance(group, rebalance);
    },
  });
  const detail = new Detail(trace, axis.start, () => {
    timeline.select(undefined);
    table.select(undefined);
    timeline.canvas.focus();
  });
  const count = element('output', { class: 'quiet' });
  const filter = (text: string): void => {
    const test = filterOf(text);
    const shown = [...trace.requests.keys()].filter((index) => {
      const request = trace.requests[index];
      return request !== undefined && test(request, trace.clients[request.client] ?? '');
    });
    const set = new Set(shown);
    timeline.show((index) => set.has(index));
    table.show(shown);
    const all = plural(trace.requests.length, 'request');
    count.textContent = shown.length === trace.requests.length ? all : `${shown.length.toLocaleString('en')} of ${all}`;
  };
  document.body.append(
    head(axis),
    toolbar(timeline, filter, count),
    timeline.element,
    element('main', { class: 'lower' }, lists(table, axis.start, detail), detail.element),
  );
  filter('');
}

function timesOf(lanes: ReturnType<typeof lanesOf>): number[] {
  return lanes.flatMap(({ bars, moments, rebalances }) => [
    ...bars.flatMap(({ start, end }) => [start, end]),
    ...moments.map(({ atMs }) => atMs),
    ...rebalances.flatMap(({ startMs, endMs }) => [startMs, endMs ?? startMs]),
  ]);
}

function head({ start, length, gaps }: TimeAxis): HTMLElement {
  const { title, file, facts, savedAtMs, requests, forgotten } = trace;
  const failed = requests.filter(({ errors }) => errors.length > 0).length;
  const lasted = gaps.reduce((sum, { from, to, ms }) => sum + ms - (to - from), length);
  const told: (readonly [string, string])[] = [
    ...(file === null ? [] : [['File', file] as const]),
    ['Began', new Date(start).toISOString()],
    ['Lasted', durationText(lasted)],
    ['Saved', new Date(savedAtMs).toISOString()],
    ['Errors', plural(failed, 'request')],
    ...(forgotten === 0 ? [] : [['Forgotten', plural(forgotten, 'older request')] as const]),
    ...facts,
  ];
  const list = element('dl', { class: 'facts' });
  for (const [name, value] of told) list.append(element('div', {}, element('dt', {}, name), element('dd', {}, value)));
  return element('header', {}, element('h1', {}, title), list);
}

function toolbar(timeline: Timeline, filter: (text: string) => void, count: HTMLElement): HTMLElement {
  const input = element('input', {
    type: 'search',
    placeholder: 'Filter: words, api:produce, client:, topic:, group:, error:, fault:, -not',
    'aria-label': 'Filter requests',
    spellcheck: 'false',
  });
  input.addEventListener('input', () => filter(input.value));
  const legend = element(
    'ul',
    { class: 'legend', 'aria-label': 'Legend' },
    ...[...KINDS, { kind: 'error', label: 'Error' }, { kind: 'fault', label: 'Fault' }].map(({ kind, label }) =>
      element('li', {}, element('span', { class: `dot ${kind}` }), label),
    ),
  );
  const zoom = element(
    'div',
    {},
    button('−', 'Zoom out (−)', () => timeline.zoomOut()),
    ' ',
    button('+', 'Zoom in (+)', () => timeline.zoomIn()),
    ' ',
    button('All', 'Show everything (0)', () => timeline.showAll()),
  );
  return element('div', { class: 'tools' }, input, count, zoom, legend);
}

function lists(table: RequestTable, startMs: number, detail: Detail): HTMLElement {
  const { requests, moments, groups, faults, states, problems, report } = trace;
  const events = moments.length + faults.length + groups.reduce((sum, { rebalances }) => sum + rebalances.length, 0);
  const count = (number: number): string => `(${number.toLocaleString('en')})`;
  const topics = (state: StateData): HTMLElement =>
    topicsTab(state, startMs, (topic, message, isForSure, back) => {
      detail.showMessage(topic, message, back);
      if (isForSure) detail.element.focus();
    });
  return tabs([
    { title: `Requests ${count(requests.length)}`, content: table.element },
    { title: `Topics ${count(states[0]?.topics.length ?? 0)}`, content: stateful(states, startMs, topics) },
    {
      title: `Groups ${count(states[0]?.groups.length ?? 0)}`,
      content: stateful(states, startMs, (state) => groupsTab(trace, state, startMs)),
    },
    { title: `Problems ${count(problems.length)}`, content: problemList(problems) },
    { title: `Events ${count(events)}`, content: eventList(trace, startMs) },
    { title: 'Report', content: element('pre', { class: 'report' }, report) },
  ]);
}

show();
