import { Play } from '../differential/play.ts';
import type { Needs } from '../differential/set-up.ts';
import type { NodeControl } from '../kafka.ts';

/** One behaviour of kafka-semantics.md §6 that fakes get wrong: true of Apache Kafka 4.4 and of Testka. */
export interface AcceptanceCase extends Needs {
  /** `T16: the sixth-oldest batch again is out of order`. */
  readonly name: string;
  /** Settings of Apache Kafka that are no public configs: they make it do sooner what it does anyway. */
  readonly kafkaInternals?: Readonly<Record<string, string>>;
  /** Asks and asserts; an assertion that fails is the case's failure. */
  run(play: Play, cluster: Cluster): Promise<void>;
}

/** What a case is run against: Apache Kafka or Testka. A node that a case stops, it starts again: others may follow. */
export interface Cluster {
  readonly bootstrapServers: string;
  readonly nodes: NodeControl;
}

/** Runs a case on connections and with names of its own. `runId` sets apart runs against the same broker. */
export async function runCase(each: AcceptanceCase, cluster: Cluster, runId: string): Promise<void> {
  const slug = each.name.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 60);
  const play = new Play(cluster.bootstrapServers, `${runId}-${slug}`, cluster.nodes);
  try {
    await each.run(play, cluster);
  } finally {
    play.close();
  }
}
