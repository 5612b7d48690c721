import type { MomentData, RebalanceData } from '../src/data.ts';
import { extentOf, type Scene, xOf } from './draw.ts';
import type { Bar, Lane } from './lanes.ts';
import { BAR_HEIGHT, rowTop } from './layout.ts';

/** What is under the pointer. */
export type Hit =
  | { readonly kind: 'bar'; readonly bar: Bar }
  | { readonly kind: 'rebalance'; readonly group: string; readonly rebalance: RebalanceData }
  | { readonly kind: 'moment'; readonly moment: MomentData };

/** How far beside a bar still means it. */
const REACH = 4;

export function hitAt(scene: Scene, x: number, y: number): Hit | undefined {
  const index = scene.places.findIndex(({ top, height }) => {
    const laneTop = top - scene.scrollTop;
    return y >= laneTop && y < laneTop + height;
  });
  const [lane, place] = [scene.lanes[index], scene.places[index]];
  if (lane === undefined || place === undefined) return undefined;
  const bar = barAt(scene, lane, { x, y: y - (place.top - scene.scrollTop) });
  if (bar !== undefined) return { kind: 'bar', bar };
  const moment = nearest(lane.moments, (each) => Math.abs(xOf(scene, each.atMs) - x), REACH * 2);
  if (moment !== undefined) return { kind: 'moment', moment };
  const rebalance = lane.rebalances.findLast(({ startMs, endMs }) => {
    const end = endMs === null ? scene.width : Math.max(xOf(scene, endMs), xOf(scene, startMs) + REACH);
    return x >= xOf(scene, startMs) - REACH && x <= end;
  });
  return rebalance && { kind: 'rebalance', group: lane.name, rebalance };
}

function barAt(scene: Scene, lane: Lane, { x, y }: { x: number; y: number }): Bar | undefined {
  const inRow = lane.bars.filter(({ row }) => {
    const top = rowTop(lane, row);
    return y >= top - 2 && y <= top + BAR_HEIGHT + 2;
  });
  const distance = (bar: Bar): number => {
    const { left, width } = extentOf(scene, bar);
    return x < left ? left - x : Math.max(0, x - left - width);
  };
  // Those that the filter has dimmed, and those that lie under others, come last.
  return nearest(inRow, (bar) => distance(bar) + (scene.isShown(bar.index) ? 0 : REACH / 2), REACH);
}

/** The last one of the nearest: it is drawn on top. */
function nearest<T>(items: readonly T[], distanceOf: (item: T) => number, reach: number): T | undefined {
  let [found, least]: [T | undefined, number] = [undefined, reach];
  for (const item of items) {
    const distance = distanceOf(item);
    if (distance <= least) [found, least] = [item, distance];
  }
  return found;
}
