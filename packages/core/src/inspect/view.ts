import type { AdminCommand, ConnectionId } from '../command.ts';
import type { Connection } from '../connections.ts';
import type { GroupCoordinator } from '../coordinator/group/group-coordinator.ts';
import type { Configs } from '../metadata/configs/configs.ts';
import { refusalOf } from '../metadata/admin-refusals.ts';
import type { Metadata } from '../metadata/metadata.ts';
import type { Services } from '../services.ts';

/** A live look at the cluster: getters over its state, no copies and no promises. Whoever looks changes nothing. */
export class ClusterView {
  readonly #services: Services;
  /** Grows with every command. */
  revision = 0;

  constructor(services: Services) {
    this.#services = services;
  }

  get metadata(): Pick<
    Metadata,
    'clusterId' | 'controllerId' | 'node' | 'nodes' | 'brokers' | 'topics' | 'topic' | 'partition' | 'topicById'
  > {
    return this.#services.metadata;
  }

  /** Why a command about brokers or leaders makes no sense now, in words; the cluster breaks on such a command. */
  refusalOf(command: AdminCommand): string | undefined {
    return refusalOf(this.#services.metadata, command);
  }

  get configs(): Pick<Configs, 'broker' | 'topic'> {
    return this.#services.configs;
  }

  get groups(): GroupCoordinator {
    return this.#services.groups;
  }

  get connections(): ReadonlyMap<ConnectionId, Connection> {
    return this.#services.connections;
  }

  get warnings(): ReadonlySet<string> {
    return this.#services.warnings.all;
  }

  /** The event number of the last reset; 0: none yet. */
  get lastReset(): number {
    return this.#services.resets.latest;
  }
}
