interface TopicAnswer<Partition> {
  readonly partitions: readonly Partition[];
}

/**
 * What a request wants of topics, each topic and each partition once, at its first place and with what is said last: so
 * the coordinator of before 4.0 heard of it, by topic and partition.
 */
export function eachOnce<Item>(
  topics: readonly (readonly Item[])[],
  topicOf: (item: Item) => string,
  partitionOf: (item: Item) => number,
): Item[][] {
  const byTopic = new Map<string, Map<number, Item>>();
  for (const items of topics) {
    for (const item of items) {
      const known = byTopic.get(topicOf(item)) ?? new Map<number, Item>();
      byTopic.set(topicOf(item), known.set(partitionOf(item), item));
    }
  }
  return [...byTopic.values()].map((items) => [...items.values()]);
}

/**
 * The answer to a request about topics of which some are refused before the coordinator sees them. Kafka puts the others,
 * `answered`, to those: each topic once. If none is refused, the coordinator's answer stands as it is, a topic that was
 * named twice included.
 */
export function mergedByTopic<Partition, Topic extends TopicAnswer<Partition>>(
  refused: readonly Topic[],
  answered: readonly Topic[],
  keyOf: (topic: Topic) => string,
): Topic[] {
  if (refused.length === 0) return [...answered];
  const byTopic = new Map<string, { readonly topic: Topic; readonly partitions: Partition[] }>();
  for (const topic of [...refused, ...answered]) {
    const key = keyOf(topic);
    // One list grows: a topic may be named a hundred thousand times.
    const partitions = byTopic.get(key)?.partitions ?? [];
    for (const partition of topic.partitions) partitions.push(partition);
    byTopic.set(key, { topic, partitions });
  }
  return [...byTopic.values()].map(({ topic, partitions }) => ({ ...topic, partitions }));
}
