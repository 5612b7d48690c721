/** What clients name could be anything: the oldest goes when there is no more room. */
export function setNewest<K, V>(map: Map<K, V>, key: K, value: V, maxSize: number): void {
  map.set(key, value);
  if (map.size <= maxSize) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    break;
  }
}
