import { readFile } from 'node:fs/promises';
import type { MomentData, TraceData } from '@testka/viewer/data';

/** What a page of a trace holds. */
export async function readPage(path: string): Promise<TraceData> {
  return dataIn(await readFile(path, 'utf8'));
}

export function dataIn(html: string): TraceData {
  const [, json = ''] = /<script type="application\/json" id="trace">(.*?)<\/script>/s.exec(html) ?? [];
  return JSON.parse(json) as TraceData;
}

/** What happened, without where tests and resets are. */
export function clearOfMarks(moments: readonly MomentData[]): string[] {
  return moments.filter(({ kind }) => kind !== 'mark').map(({ text }) => text);
}
