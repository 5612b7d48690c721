import { ApiKey, type ApiName, type Fields } from '@testka/protocol';
import type { Api } from '../api.ts';
import { apiByKey } from '../apis/index.ts';
import { defined } from '../assert.ts';
import type { AdminCommand, BrokerId, ConnectionId } from '../command.ts';
import type { Connection } from '../connections.ts';
import type { GroupCoordinator } from '../coordinator/group/group-coordinator.ts';
import type { ReturningMember } from '../coordinator/group/returning-members.ts';
import type { Configs } from '../metadata/configs/configs.ts';
import { refusalOf } from '../metadata/admin-refusals.ts';
import { type Asked, isMeant, targetsOf } from '../faults/targets.ts';
import type { Metadata } from '../metadata/metadata.ts';
import { decodeFrame } from '../faults/decode-frame.ts';
import type { FaultId, FaultView, RequestMatch } from '../faults/fault.ts';
import type { Faults } from '../faults/faults.ts';
import { asSent, normalised, type Normalised } from '../faults/normalised.ts';
import { type Part, type PartKind, partKinds } from '../faults/parts.ts';
import type { Services } from '../services.ts';

/** A live look at the cluster: getters over its state, no copies and no promises. Whoever looks changes nothing. */
export class ClusterView {
  readonly #services: Services;
  readonly #faults: Faults;
  /** Grows with every command. */
  revision = 0;

  constructor(services: Services, faults: Faults) {
    this.#services = services;
    this.#faults = faults;
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

  /** How a fault does; undefined once it was removed. */
  fault(id: FaultId): FaultView | undefined {
    return this.#faults.view(id);
  }

  /** How many ms later than it could a broker gives its answers. */
  latencyOf(broker: BrokerId): number {
    return this.#faults.latencies.of(broker);
  }

  /** Requests and answers that only time will let go on: those that faults, chaos or latencies delay, and throttled ones. */
  get waitingForTime(): number {
    const throttled = [...this.#services.connections.values()].filter(({ endThrottle }) => endThrottle !== undefined);
    return this.#faults.delayed + throttled.length;
  }

  /** Requests since the last reset, and how many of them chaos has troubled. */
  get troubles(): { readonly requests: number; readonly troubled: number } {
    return this.#faults.troubles;
  }

  /** How many fetches wait. */
  get longPolls(): number {
    return this.#services.longPolls.size;
  }

  /** The APIs that clients can use, in the order of their keys. */
  get apis(): ApiName[] {
    return this.#services.offers().map(({ apiKey }) => defined(apiByKey.get(apiKey), 'an API').name);
  }

  /** What requests of the API can name, in any version. */
  partKinds(api: ApiName): ReadonlySet<PartKind> {
    return partKinds(apiOf(api).request);
  }

  /** What requests of the API consist of, in any version. */
  requestFields(api: ApiName): Fields {
    return apiOf(api).request.fields;
  }

  /** What was sent, out of its frame without the length. */
  decoded(api: ApiName, side: 'request' | 'response', version: number, frame: Buffer): unknown {
    return decodeFrame(apiOf(api), side, version, frame);
  }

  /** Whether a request that was answered is meant, by what there is now. */
  isMeant(match: RequestMatch, api: ApiName, asked: Asked): boolean {
    return isMeant(match, apiOf(api), asked, this.#services);
  }

  /** What a request that was answered is about, by what there is now. */
  partsOf(api: ApiName, { broker, clientId, host, ...asked }: Asked): readonly Part[] {
    const asker = { services: this.#services, broker, clientId, clientHost: `/${host}` };
    return targetsOf(apiOf(api), { broker, clientId, ...asked }, asker);
  }

  /** A request or an answer that the test has made up, as it would be after its way over the wire. */
  normalised(api: ApiName, side: 'request' | 'response', version: number, value: unknown): Normalised {
    return normalised(apiOf(api)[side], version, value);
  }

  /** What a handler has answered, as its client finds it. */
  asSent(api: ApiName, side: 'request' | 'response', version: number, value: unknown): unknown {
    return asSent(apiOf(api)[side], version, value);
  }

  get warnings(): ReadonlySet<string> {
    return this.#services.warnings.all;
  }

  /** The number of the last event: what is appended later has a greater one. */
  get sequence(): number {
    return this.#services.sequence();
  }

  /** Members that a restore has put out and that are not back, while their clients are connected. */
  get returning(): readonly ReturningMember[] {
    return this.#services.returning.awaited;
  }

  /** The event number of the last reset or restore; 0: none yet. */
  get lastReset(): number {
    return this.#services.resets.latest;
  }
}

function apiOf(name: ApiName): Api {
  return defined(apiByKey.get(ApiKey[name]), name);
}
