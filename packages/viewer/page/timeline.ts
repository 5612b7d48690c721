import type { RebalanceData, TraceData } from '../src/data.ts';
import { element } from './dom.ts';
import { drawScene, type Scene, type Window, xOf } from './draw.ts';
import { durationText, plural } from './format.ts';
import { type Hit, hitAt } from './hit.ts';
import type { Bar, Lane } from './lanes.ts';
import { heightOf, type Place, placesOf } from './layout.ts';
import { movesOf } from './moves.ts';
import type { TimeAxis } from './time-axis.ts';

/** What the timeline tells the page. */
export interface TimelineListener {
  chosen(index: number, isForSure: boolean): void;
  rebalanceChosen(group: string, rebalance: RebalanceData): void;
}

/** The closest look: a tenth of a millisecond from edge to edge would show nothing more. */
const MIN_SPAN_MS = 0.5;
const ZOOM = 1.6;

const HELP =
  'Timeline. Left and right arrow: previous and next request of the lane. Up and down: other lane. Plus and minus: zoom. ' +
  'Shift with arrows: pan. 0: everything. Enter: details.';

/** Lanes with their requests, drawn on a canvas: ten thousand bars are as quick as ten. */
export class Timeline {
  readonly element: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly #lanes: readonly Lane[];
  readonly #places: readonly Place[];
  readonly #axis: TimeAxis;
  readonly #listener: TimelineListener;
  readonly #plot: HTMLElement;
  readonly #tip = element('div', { class: 'tip', role: 'tooltip', hidden: '' });
  #window: Window;
  #isShown: (index: number) => boolean = () => true;
  #selected: number | undefined;
  /** The lane that arrow keys move in. */
  #lane = 0;
  #isDrawDue = false;

  constructor(trace: TraceData, lanes: readonly Lane[], axis: TimeAxis, listener: TimelineListener) {
    this.#lanes = lanes;
    this.#places = placesOf(lanes);
    this.#axis = axis;
    this.#listener = listener;
    this.#window = this.#whole;
    const label = `${HELP} ${plural(trace.requests.length, 'request')} in ${plural(lanes.length, 'lane')}.`;
    this.canvas = element('canvas', { tabindex: 0, role: 'application', 'aria-label': label });
    this.#plot = element('div', { class: 'plot' }, this.canvas);
    const stack = element('div', { class: 'stack' }, this.#names(), this.#plot);
    stack.style.height = `${heightOf(this.#places)}px`;
    this.element = element('section', { class: 'timeline', 'aria-label': 'Timeline' }, stack, this.#tip);
    this.element.addEventListener('scroll', () => this.#draw());
    new ResizeObserver(() => this.#resize()).observe(this.element);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#draw());
    this.#listen();
  }

  show(isShown: (index: number) => boolean): void {
    this.#isShown = isShown;
    this.#draw();
  }

  select(index: number | undefined): void {
    this.#selected = index;
    const bar = index === undefined ? undefined : this.#barOf(index);
    if (bar !== undefined) this.#bringIntoSight(bar);
    this.#draw();
  }

  /** @param factor less than 1: closer. @param at from 0, the left edge, to 1 */
  zoom(factor: number, at: number = 0.5): void {
    const { from, to } = this.#window;
    const span = Math.min(Math.max((to - from) * factor, MIN_SPAN_MS), this.#whole.to - this.#whole.from);
    const centre = from + (to - from) * at;
    this.#look(centre - span * at, span);
  }

  zoomIn(): void {
    this.zoom(1 / ZOOM);
  }

  zoomOut(): void {
    this.zoom(ZOOM);
  }

  showAll(): void {
    this.#window = this.#whole;
    this.#draw();
  }

  /** With some room at both ends. */
  get #whole(): Window {
    const margin = Math.max(this.#axis.length * 0.015, MIN_SPAN_MS);
    return { from: -margin, to: this.#axis.length + margin };
  }

  #look(from: number, span: number): void {
    const whole = this.#whole;
    const start = Math.min(Math.max(from, whole.from), whole.to - span);
    this.#window = { from: start, to: start + span };
    this.#draw();
  }

  #names(): HTMLElement {
    const kinds = { events: 'calls and events', client: 'client', group: 'group' } as const;
    const names = this.#lanes.map((lane, index) => {
      const { name, kind } = lane;
      const named = element('div', { class: 'lane-name', title: name }, name, element('small', {}, kinds[kind]));
      named.dataset['kind'] = kind;
      named.style.top = `${this.#places[index]?.top ?? 0}px`;
      named.style.height = `${this.#places[index]?.height ?? 0}px`;
      return named;
    });
    return element('div', { class: 'lane-names' }, ...names);
  }

  #scene(): Scene {
    const style = getComputedStyle(this.element);
    const [width, height] = [this.#plot.clientWidth, this.element.clientHeight];
    return {
      axis: this.#axis,
      lanes: this.#lanes,
      places: this.#places,
      window: this.#window,
      scrollTop: this.element.scrollTop,
      width,
      height,
      isShown: this.#isShown,
      selected: this.#selected,
      colours: (name) => style.getPropertyValue(`--${name}`),
    };
  }

  #resize(): void {
    const { width, height } = this.#scene();
    this.canvas.width = width * devicePixelRatio;
    this.canvas.height = height * devicePixelRatio;
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    this.#draw();
  }

  #draw(): void {
    if (this.#isDrawDue) return;
    this.#isDrawDue = true;
    requestAnimationFrame(() => {
      this.#isDrawDue = false;
      const context = this.canvas.getContext('2d');
      if (context === null) return;
      context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
      drawScene(context, this.#scene());
    });
  }

  #listen(): void {
    const { canvas } = this;
    movesOf(canvas, {
      moved: (x, y) => this.#point(hitAt(this.#scene(), x, y), x, y),
      left: () => this.#point(undefined, 0, 0),
      clicked: (x, y) => this.#click(hitAt(this.#scene(), x, y)),
      dragged: (dx) => this.#pan(-dx / Math.max(1, this.#plot.clientWidth)),
      wheel: (event, x) => this.#wheel(event, x),
    });
    canvas.addEventListener('keydown', (event) => this.#press(event));
  }

  #point(hit: Hit | undefined, x: number, y: number): void {
    this.#tip.hidden = hit === undefined;
    if (hit === undefined) return;
    this.#tip.textContent = tipOf(hit);
    const { left, top } = this.canvas.getBoundingClientRect();
    // On the left of the pointer where there is no room on its right.
    const room = innerWidth - left - x;
    this.#tip.style.left = room < 440 ? '' : `${left + x + 14}px`;
    this.#tip.style.right = room < 440 ? `${room + 14}px` : '';
    this.#tip.style.top = `${top + y + 14}px`;
  }

  #click(hit: Hit | undefined): void {
    if (hit?.kind === 'bar') this.#listener.chosen(hit.bar.index, false);
    if (hit?.kind === 'rebalance') this.#listener.rebalanceChosen(hit.group, hit.rebalance);
  }

  #wheel(event: WheelEvent, x: number): void {
    const sideways = event.shiftKey ? event.deltaY : event.deltaX;
    if (event.ctrlKey || event.metaKey) this.zoom(1.002 ** event.deltaY, x / Math.max(1, this.#plot.clientWidth));
    else if (sideways !== 0) this.#pan(sideways / Math.max(1, this.#plot.clientWidth));
    else return;
    event.preventDefault();
  }

  /** @param share of what is in sight */
  #pan(share: number): void {
    const { from, to } = this.#window;
    this.#look(from + (to - from) * share, to - from);
  }

  #press(event: KeyboardEvent): void {
    const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (event.key === '+' || event.key === '=') this.zoomIn();
    else if (event.key === '-') this.zoomOut();
    else if (event.key === '0') this.showAll();
    else if (step !== 0 && event.shiftKey) this.#pan(step * 0.2);
    else if (step !== 0) this.#step(step);
    else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') this.#changeLane(event.key === 'ArrowUp' ? -1 : 1);
    else if (event.key === 'Enter' && this.#selected !== undefined) this.#listener.chosen(this.#selected, true);
    else return;
    event.preventDefault();
  }

  #step(step: number): void {
    if (this.#bars.length === 0) return this.#changeLane(1);
    const now = this.#bars.findIndex(({ index }) => index === this.#selected);
    const next = this.#bars[Math.min(Math.max(now === -1 ? 0 : now + step, 0), this.#bars.length - 1)];
    if (next !== undefined) this.#listener.chosen(next.index, false);
  }

  /** To the request there that is nearest in time. */
  #changeLane(step: number): void {
    const at = this.#selected === undefined ? this.#axis.start : (this.#barOf(this.#selected)?.start ?? 0);
    for (let lane = this.#lane + step; this.#lanes[lane] !== undefined; lane += step) {
      const bars = (this.#lanes[lane]?.bars ?? []).filter(({ index }) => this.#isShown(index));
      const [nearest] = bars.toSorted((a, b) => Math.abs(a.start - at) - Math.abs(b.start - at));
      if (nearest === undefined) continue;
      this.#lane = lane;
      return this.#listener.chosen(nearest.index, false);
    }
  }

  get #bars(): readonly Bar[] {
    return (this.#lanes[this.#lane]?.bars ?? []).filter(({ index }) => this.#isShown(index));
  }

  /** In the lane that is moved in, or in that of its client, which becomes that. */
  #barOf(wanted: number): Bar | undefined {
    const lanes = [this.#lane, ...this.#lanes.keys()];
    for (const lane of lanes) {
      const bar = this.#lanes[lane]?.bars.find(({ index }) => index === wanted);
      if (bar === undefined) continue;
      this.#lane = lane;
      return bar;
    }
    return undefined;
  }

  #bringIntoSight(bar: Bar): void {
    const scene = this.#scene();
    const [left, right] = [xOf(scene, bar.start), xOf(scene, bar.end)];
    const span = this.#window.to - this.#window.from;
    if (right < 0 || left > scene.width) this.#look(this.#axis.place(bar.start) - span / 2, span);
    const { top = 0, height = 0 } = this.#places[this.#lane] ?? {};
    const { scrollTop, clientHeight } = this.element;
    if (top < scrollTop) this.element.scrollTop = top - heightOf([]);
    if (top + height > scrollTop + clientHeight) this.element.scrollTop = top + height - clientHeight;
  }
}

function tipOf(hit: Hit): string {
  if (hit.kind === 'moment') return hit.moment.text;
  if (hit.kind === 'rebalance') {
    const { generation, reasons, members, endMs, startMs } = hit.rebalance;
    const took = endMs === null ? 'never completed' : durationText(endMs - startMs);
    const who = members.map(({ clientId, assignment }) => `${clientId}: ${assignment ?? '–'}`);
    return [`Rebalance to generation ${generation}, ${took}`, ...reasons, ...who].join('\n');
  }
  const { api, version, subject, outcome, faults, durationMs } = hit.bar.request;
  return [
    `${api} v${version}  ${durationText(durationMs)}`,
    subject,
    `→ ${outcome}`,
    ...faults.map((text) => `fault: ${text}`),
  ]
    .filter((line) => line !== '')
    .join('\n');
}
