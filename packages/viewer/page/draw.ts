import type { MomentData, RebalanceData } from '../src/data.ts';
import { durationText } from './format.ts';
import type { Bar, Lane } from './lanes.ts';
import { AXIS_HEIGHT, BAR_HEIGHT, type Place, rowTop } from './layout.ts';
import type { TimeAxis } from './time-axis.ts';

/** What is in sight, as places on the axis. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** What a picture is made of. */
export interface Scene {
  readonly axis: TimeAxis;
  readonly lanes: readonly Lane[];
  readonly places: readonly Place[];
  readonly window: Window;
  readonly scrollTop: number;
  readonly width: number;
  readonly height: number;
  /** Bars that the filter leaves. */
  readonly isShown: (index: number) => boolean;
  readonly selected: number | undefined;
  readonly colours: Colours;
}

/** A colour of the style sheet by its name. */
type Colours = (name: string) => string;

const MIN_BAR_WIDTH = 3;
const TICK_DISTANCE = 110;
const DIAMOND = 5;

export function drawScene(context: CanvasRenderingContext2D, scene: Scene): void {
  const { width, height, lanes, places, scrollTop, colours } = scene;
  context.clearRect(0, 0, width, height);
  context.font = '11px system-ui, sans-serif';
  context.textBaseline = 'middle';
  drawGrid(context, scene);
  lanes.forEach((lane, index) => {
    const { top = 0, height: laneHeight = 0 } = places[index] ?? {};
    const y = top - scrollTop;
    if (y + laneHeight < AXIS_HEIGHT || y > height) return;
    context.fillStyle = colours('line');
    context.fillRect(0, y, width, 1);
    for (const rebalance of lane.rebalances) drawRebalance(context, scene, rebalance, { top: y, height: laneHeight });
    drawBars(context, scene, lane, y);
    for (const moment of lane.moments) drawMoment(context, scene, moment, y + laneHeight / 2);
  });
  drawAxis(context, scene);
}

/** Where a time is, in pixels. */
export function xOf({ axis, window, width }: Scene, time: number): number {
  return ((axis.place(time) - window.from) / (window.to - window.from)) * width;
}

/** Resets, tests and long gaps go through all lanes. */
function drawGrid(context: CanvasRenderingContext2D, scene: Scene): void {
  const { axis, lanes, colours, height } = scene;
  context.fillStyle = colours('panel');
  for (const gap of axis.gaps) {
    const [from, to] = [xOf(scene, axis.time(gap.from)), xOf(scene, axis.time(gap.to))];
    context.fillRect(from, AXIS_HEIGHT, to - from, height);
  }
  for (const { moments } of lanes) {
    for (const { atMs, kind } of moments) {
      if (kind === 'test') continue;
      context.fillStyle = kind === 'fault' ? colours('fault') : colours('quiet');
      context.globalAlpha = 0.35;
      context.fillRect(Math.round(xOf(scene, atMs)), AXIS_HEIGHT, 1, height);
      context.globalAlpha = 1;
    }
  }
}

function drawRebalance(context: CanvasRenderingContext2D, scene: Scene, rebalance: RebalanceData, place: Place): void {
  const { startMs, endMs, generation, members } = rebalance;
  const from = xOf(scene, startMs);
  const to = endMs === null ? scene.width : xOf(scene, endMs);
  const [left, right] = [Math.max(from, -1), Math.min(Math.max(to, from + MIN_BAR_WIDTH), scene.width + 1)];
  if (right < 0 || left > scene.width) return;
  context.fillStyle = scene.colours('band');
  context.fillRect(left, place.top + 1, right - left, place.height - 1);
  context.fillStyle = scene.colours('group');
  context.fillRect(left, place.top + 1, right - left, 3);
  if (from < 0) return;
  const count = members.length === 0 ? '' : ` · ${members.length} in it`;
  drawLabel(context, scene, `generation ${generation}${count}`, { x: from + 3, y: place.top + 13 });
}

/** Labels that would lie upon the one before are left out; zooming in brings them back. */
function drawLabel(context: CanvasRenderingContext2D, scene: Scene, text: string, at: { x: number; y: number }): void {
  const ends = labelEnds.get(scene) ?? new Map<number, number>();
  labelEnds.set(scene, ends);
  if ((ends.get(at.y) ?? -Infinity) > at.x) return;
  ends.set(at.y, at.x + context.measureText(text).width + 8);
  context.fillStyle = scene.colours('text');
  context.fillText(text, at.x, at.y);
}

const labelEnds = new WeakMap<Scene, Map<number, number>>();

function drawBars(context: CanvasRenderingContext2D, scene: Scene, lane: Lane, y: number): void {
  const lastX = new Map<number, number>();
  for (const bar of lane.bars) {
    const { left, width } = extentOf(scene, bar);
    if (left + width < 0 || left > scene.width) continue;
    const { index, request, row } = bar;
    // Where thousands share a pixel, one of them is enough, if it is none that stands out.
    const isPlain = request.errors.length === 0 && request.faults.length === 0 && index !== scene.selected;
    if (isPlain && width <= MIN_BAR_WIDTH && Math.abs((lastX.get(row) ?? -9) - left) < 0.5) continue;
    lastX.set(row, left);
    context.globalAlpha = scene.isShown(index) ? 1 : 0.15;
    drawBar(context, scene, bar, { left, width, top: y + rowTop(lane, row) });
    context.globalAlpha = 1;
  }
}

/** Where a bar is drawn: wide enough to be seen and hit. */
export function extentOf(scene: Scene, { start, end }: Bar): { left: number; width: number } {
  const left = xOf(scene, start);
  return { left, width: Math.max(MIN_BAR_WIDTH, xOf(scene, end) - left - 1) };
}

function drawBar(
  context: CanvasRenderingContext2D,
  { colours, selected }: Scene,
  { index, request, kind }: Bar,
  { left, width, top }: { left: number; width: number; top: number },
): void {
  const hasFailed = request.errors.length > 0;
  // Not by colour alone: what has failed is taller, what was never answered is open at its end.
  const beyond = hasFailed ? 2 : 0;
  context.fillStyle = colours(hasFailed ? 'error' : kind);
  context.fillRect(left, top - beyond, width, BAR_HEIGHT + 2 * beyond);
  if (!request.isAnswered) {
    context.clearRect(left + 1, top + 2, Math.max(1, width), BAR_HEIGHT - 4);
  }
  if (index === selected) {
    context.strokeStyle = colours('text');
    context.lineWidth = 2;
    context.strokeRect(left - 2, top - 3, width + 4, BAR_HEIGHT + 6);
  }
  if (request.faults.length > 0) drawFaultMark(context, colours('fault'), { x: left + 1.5, y: top });
}

/** A wedge that points at the bar. */
function drawFaultMark(context: CanvasRenderingContext2D, colour: string, { x, y }: { x: number; y: number }): void {
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(x, y + 1);
  context.lineTo(x - 5, y - 7);
  context.lineTo(x + 5, y - 7);
  context.fill();
}

function drawMoment(
  context: CanvasRenderingContext2D,
  scene: Scene,
  { atMs, kind, text }: MomentData,
  y: number,
): void {
  const x = xOf(scene, atMs);
  if (x < -400 || x > scene.width) return;
  const colours = { test: 'text', cluster: 'admin', fault: 'fault', mark: 'quiet' } as const;
  context.fillStyle = scene.colours(colours[kind]);
  context.beginPath();
  context.moveTo(x, y - DIAMOND);
  context.lineTo(x + DIAMOND, y);
  context.lineTo(x, y + DIAMOND);
  context.lineTo(x - DIAMOND, y);
  context.fill();
  drawLabel(context, scene, text.length > 60 ? `${text.slice(0, 59)}…` : text, { x: x + DIAMOND + 3, y });
}

function drawAxis(context: CanvasRenderingContext2D, scene: Scene): void {
  const { axis, window, width, colours } = scene;
  context.fillStyle = colours('panel');
  context.fillRect(0, 0, width, AXIS_HEIGHT);
  context.fillStyle = colours('line');
  context.fillRect(0, AXIS_HEIGHT - 1, width, 1);
  const span = window.to - window.from;
  const step = niceStep((span / width) * TICK_DISTANCE);
  for (let place = Math.ceil(window.from / step) * step; place <= window.to; place += step) {
    if (axis.gaps.some(({ from, to }) => place > from && place < to)) continue;
    const x = ((place - window.from) / span) * width;
    context.fillStyle = colours('line');
    context.fillRect(x, AXIS_HEIGHT - 6, 1, 6);
    context.fillStyle = colours('quiet');
    context.fillText(tickText(axis.time(place) - axis.start, step), x + 4, AXIS_HEIGHT / 2);
  }
  context.fillStyle = colours('text');
  for (const { from, to, ms } of axis.gaps) {
    const text = `⋯ ${durationText(ms)} ⋯`;
    const middle = (((from + to) / 2 - window.from) / span) * width;
    context.fillText(text, middle - context.measureText(text).width / 2, AXIS_HEIGHT / 2);
  }
}

/** 1, 2 or 5 times a power of ten, and no less than `least`. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((factor) => factor * power >= least) ?? 10);
}

function tickText(ms: number, step: number): string {
  if (step < 1) return `${ms.toFixed(2)} ms`;
  if (step < 1000 && Math.abs(ms) < 10_000) return `${Math.round(ms).toLocaleString('en')} ms`;
  return `${(ms / 1000).toFixed(step < 1000 ? 1 : 0)} s`;
}
