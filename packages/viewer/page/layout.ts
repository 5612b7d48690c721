import type { Lane } from './lanes.ts';

export const AXIS_HEIGHT = 24;
const ROW_HEIGHT = 13;
export const BAR_HEIGHT = 9;
const LANE_PADDING = 9;
/** Room for the names of generations above the bars of a group. */
const BAND_HEIGHT = 15;
/** Room for a lane's name and what it is. */
const MIN_HEIGHT = 36;

/** Where a lane is, from the top of the first. */
export interface Place {
  readonly top: number;
  readonly height: number;
}

export function placesOf(lanes: readonly Lane[]): Place[] {
  let top = AXIS_HEIGHT;
  return lanes.map((lane) => {
    const height = Math.max(MIN_HEIGHT, barsTop(lane) + lane.rows * ROW_HEIGHT + LANE_PADDING);
    const place = { top, height };
    top += height;
    return place;
  });
}

export function heightOf(places: readonly Place[]): number {
  const last = places.at(-1);
  return last === undefined ? AXIS_HEIGHT : last.top + last.height;
}

/** Where a row of bars is, from the top of its lane. */
export function rowTop(lane: Lane, row: number): number {
  return barsTop(lane) + row * ROW_HEIGHT;
}

function barsTop({ kind }: Lane): number {
  return kind === 'group' ? LANE_PADDING + BAND_HEIGHT : LANE_PADDING;
}
