interface TopicAnswer<Partition> {
  readonly partitions: readonly Partition[];
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
  const byTopic = new Map<string, Topic>();
  for (const topic of [...refused, ...answered]) {
    const known = byTopic.get(keyOf(topic));
    const partitions = [...(known?.partitions ?? []), ...topic.partitions];
    byTopic.set(keyOf(topic), { ...topic, partitions });
  }
  return [...byTopic.values()];
}
