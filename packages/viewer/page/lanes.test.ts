import { expect, test } from 'vitest';
import type { RequestData, TraceData } from '../src/data.ts';
import { lanesOf } from './lanes.ts';

function request(atMs: number, durationMs: number, rest: Partial<RequestData> = {}): RequestData {
  return {
    atMs,
    durationMs,
    api: 'Fetch',
    version: 11,
    client: 0,
    node: 1,
    groups: [],
    subject: '',
    outcome: '',
    errors: [],
    faults: [],
    isAnswered: true,
    ...rest,
  };
}

function trace(rest: Partial<TraceData>): TraceData {
  const empty = { facts: [], groups: [], moments: [], faults: [], states: [], problems: [] };
  const nothing = { ...empty, requests: [], clients: [], forgotten: 0 };
  return { title: '', file: null, savedAtMs: 0, report: '', ...nothing, ...rest };
}

test('events come first, then a lane for each client, then one for each group that somebody has asked for', () => {
  const rebalance = { generation: 1, startMs: 0, endMs: 5, reasons: [], members: [] };
  const moment = { atMs: 0, kind: 'test', text: 'reset()' } as const;
  const lanes = lanesOf(
    trace({
      clients: ['api', 'worker'],
      requests: [request(0, 1), request(2, 1, { client: 1, groups: ['billing'] }), request(4, 1, { groups: ['gone'] })],
      groups: [{ groupId: 'billing', rebalances: [rebalance] }],
      moments: [moment],
    }),
  );
  const told = lanes.map(({ kind, name, bars, rebalances }) => [
    kind,
    name,
    bars.map(({ index }) => index),
    rebalances,
  ]);
  expect(told).toEqual([
    ['events', 'Test', [], []],
    ['client', 'api', [0, 2], []],
    ['client', 'worker', [1], []],
    ['group', 'billing', [1], [rebalance]],
    ['group', 'gone', [2], []],
  ]);
});

test('requests at the same time have rows of their own, five at most, and a row is used again', () => {
  const requests = [...Array.from({ length: 7 }, () => request(0, 10)), request(20, 1)];
  const [lane] = lanesOf(trace({ clients: ['api'], requests }));
  expect(lane?.rows).toBe(5);
  expect(lane?.bars.map(({ row }) => row)).toEqual([0, 1, 2, 3, 4, 0, 1, 0]);
});

test('what came in one millisecond is drawn in its order within it', () => {
  const [lane] = lanesOf(
    trace({ clients: ['api'], requests: [request(5, 0), request(5, 0), request(5, 3), request(5, 0)] }),
  );
  expect(lane?.bars.map(({ start, end, row }) => [start, end, row])).toEqual([
    [5, 5.25, 0],
    [5.25, 5.5, 0],
    [5.5, 8, 0],
    [5.75, 6, 1],
  ]);
});
