/** Times of a page count from its first event: "+0.123 s". */
export function timeText(ms: number): string {
  const seconds = Math.abs(ms) / 1000;
  const sign = ms < 0 ? '−' : '+';
  return `${sign}${seconds.toFixed(3)} s`;
}

/** A time span as one would say it: "0.4 ms", "812 ms", "2.9 s", "3 min", "7 days". */
export function durationText(ms: number): string {
  if (ms < 1) return ms === 0 ? '< 1 ms' : `${ms.toFixed(2)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 120_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`;
  if (ms < 172_800_000) return `${Math.round(ms / 3_600_000)} h`;
  return `${Math.round(ms / 86_400_000)} days`;
}

/** "1 request", "2 requests". */
export function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/** "12 bytes", "3.4 kB". */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return plural(bytes, 'byte');
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
