import type { ClusterOptions } from '../src/build.ts';
import type { AdminCommand } from '../src/command.ts';
import type { ClusterSnapshot } from '../src/snapshot.ts';
import { Harness } from './harness.ts';

/** Three brokers, and topics whose replicas lie where the test wants them. */
export class ThreeBrokers extends Harness {
  constructor(
    configs: Record<string, string> = {},
    racks: Readonly<Record<number, string>> = {},
    release?: ClusterOptions['release'],
    from?: ClusterSnapshot,
  ) {
    super({ brokers: [1, 2, 3].map((id) => ({ id, rack: racks[id] ?? null })), configs, release }, from);
  }

  /** @param replicas of each partition, the preferred leader first */
  createOn(name: string, replicas: readonly (readonly number[])[], configs: Record<string, string> = {}): void {
    const assignments = replicas.map((brokerIds, partitionIndex) => ({ partitionIndex, brokerIds }));
    const configList = Object.entries(configs).map(([key, value]) => ({ name: key, value }));
    const topic = { name, numPartitions: -1, replicationFactor: -1, assignments, configs: configList };
    const { topics } = this.connect('admin', this.#anyBroker()).ask('CreateTopics', 7, {
      topics: [topic],
      timeoutMs: 1,
    });
    if (topics[0]?.errorCode !== 0) throw new Error(`topic ${name} was not created: ${topics[0]?.errorMessage}`);
  }

  admin(command: AdminCommand): void {
    this.apply({ kind: 'admin', command });
  }

  partition(topic: string, index = 0) {
    const partition = this.cluster.view.metadata.partition(topic, index);
    if (partition === undefined) throw new Error(`there is no ${topic}-${index}`);
    return partition;
  }

  /** What clients are told of a partition, and how far it is readable. */
  stateOf(topic: string, index = 0) {
    const { leader, leaderEpoch, isr, highWatermark, log } = this.partition(topic, index);
    return { leader, leaderEpoch, isr, highWatermark, logEndOffset: log.logEndOffset };
  }

  /** Who runs, as the controller knows it. */
  get live(): number[] {
    return [...this.cluster.view.metadata.brokers.values()]
      .filter(({ state }) => state === 'running')
      .map(({ id }) => id);
  }

  #anyBroker(): number {
    return this.live[0] ?? 1;
  }
}
