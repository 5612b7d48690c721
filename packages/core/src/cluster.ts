import { assert, InvariantError } from './assert.ts';
import type { AdminCommand, Command, ConnectionId } from './command.ts';
import type { Connection } from './connections.ts';
import { Dispatcher } from './dispatch.ts';
import type { Effect } from './effect.ts';
import { Faults } from './faults/faults.ts';
import { ClusterView } from './inspect/view.ts';
import { buildServices, type ClusterOptions } from './build.ts';
import { Interceptors } from './interceptors.ts';
import { type ClusterSnapshot, takeSnapshot } from './snapshot.ts';
import { beginFrom, restoreTo } from './restore.ts';
import { refusalOf } from './metadata/admin-refusals.ts';
import { killBroker, pauseBroker, resumeBroker, startBroker, stopBroker } from './metadata/broker-lifecycle.ts';
import { moveLeader } from './metadata/elections.ts';
import type { Services } from './services.ts';

/**
 * The deterministic broker: state that only `apply` moves. The next state and the effects depend on nothing but the
 * state, the command, `now` and the seed.
 */
export class Cluster {
  readonly view: ClusterView;
  readonly interceptors: Interceptors = new Interceptors();
  readonly #services: Services;
  readonly #dispatcher: Dispatcher;
  readonly #faults: Faults;
  #effects: Effect[] = [];
  #baseline: ClusterSnapshot;
  #broken: InvariantError | undefined;

  /** @param from what it holds at first; of the same release and nodes, and not from a later time. Default: nothing */
  constructor(options: ClusterOptions, from?: ClusterSnapshot) {
    const connections = new Map<ConnectionId, Connection>();
    this.#services = buildServices(options, connections);
    const emit = (effect: Effect): void => void this.#effects.push(effect);
    this.#faults = new Faults(this.#services, emit, (dropped) => this.interceptors.finished(dropped), options.chaos);
    const { interceptors } = this;
    this.#dispatcher = new Dispatcher(this.#services, { connections, interceptors, faults: this.#faults, emit });
    this.view = new ClusterView(this.#services, this.#faults);
    if (from !== undefined) beginFrom(from, this.#services, options.now);
    this.#baseline = takeSnapshot(this.#services);
  }

  /** What there is now, to go back to or to begin another cluster from. Changes nothing that anybody could notice. */
  snapshot(): ClusterSnapshot {
    return takeSnapshot(this.#services);
  }

  /**
   * Applies one command to completion.
   * @param now broker time, ms since the epoch; never less than before.
   * @throws InvariantError when the broker contradicts itself; every later call throws the same.
   */
  apply(command: Command, now: number): readonly Effect[] {
    if (this.#broken !== undefined) throw this.#broken;
    this.#effects = [];
    try {
      this.#advanceTo(now);
      this.#take(command, now);
      // What the command scheduled for now, such as a rebalance without a delay, need not wait for a tick.
      this.#advanceTo(now);
    } catch (error) {
      this.#broken =
        error instanceof InvariantError ? error : new InvariantError(`unexpected: ${String(error)}`, { cause: error });
      throw this.#broken;
    }
    this.view.revision++;
    return this.#effects;
  }

  /** Earliest timer, or undefined; a `tick` must come no later than this. */
  nextDeadline(): number | undefined {
    return this.#services.timers.nextDeadline();
  }

  /** Until nothing is due and no connection has anything left that it could be asked. */
  #advanceTo(now: number): void {
    const { timers } = this.#services;
    do {
      this.#dispatcher.settle();
      timers.advanceTo(now);
      this.#dispatcher.settle();
    } while ((timers.nextDeadline() ?? Infinity) <= now);
  }

  #take(command: Command, now: number): void {
    switch (command.kind) {
      case 'connect':
        return this.#dispatcher.connect(command.connection, command.broker, command.peer, now);
      case 'frame':
        return this.#dispatcher.receive(command.connection, command.bytes);
      case 'disconnect':
        return this.#dispatcher.disconnect(command.connection);
      case 'request':
        return this.#dispatcher.request(command);
      case 'interception':
        return this.#faults.decide(command.call, command.verdict);
      case 'admin':
        return this.#administer(command.command, now);
      case 'tick':
    }
  }

  #administer(command: AdminCommand, now: number): void {
    const refusal = refusalOf(this.#services.metadata, command);
    assert(refusal === undefined, `${command.type} makes sense: ${refusal}`);
    switch (command.type) {
      case 'broker-listening':
        return this.#services.metadata.brokerListening(command.broker, command.host, command.port);
      case 'stop-broker':
        stopBroker(this.#services, command.broker, command.election, now);
        return this.#dispatcher.brokerEnded(command.broker);
      case 'kill-broker':
        killBroker(this.#services, command.broker, now);
        return this.#dispatcher.brokerEnded(command.broker);
      case 'start-broker':
        return startBroker(this.#services, command.broker, now);
      case 'pause-broker':
        return pauseBroker(this.#services, command.broker, now);
      case 'resume-broker':
        resumeBroker(this.#services, command.broker, now);
        return this.#dispatcher.brokerResumed(command.broker);
      case 'move-leader':
        return moveLeader(this.#services, command, now);
      case 'hold-follower':
        return this.#services.replication.hold(command, now);
      case 'release-follower':
        return this.#services.replication.release(command, now);
      case 'expire-follower':
        return this.#services.replication.expire(command, now);
      case 'inject-fault':
        return this.#faults.inject(command.id, command.fault);
      case 'remove-fault':
        return this.#faults.remove(command.id);
      case 'set-latency':
        return this.#faults.latencies.set(command.broker, command.latencyMs);
      case 'time-stands':
        return this.#faults.timeStands(command.isStill);
      case 'end-long-polls':
        return this.#services.longPolls.endAll();
      case 'keep-members':
        return this.#services.groups.keepMembers(command.forMs);
      case 'expire-member':
        return this.#services.groups.expireMember(command.group, command.memberId, now);
      case 'rebalance-group':
        return this.#services.groups.rebalance(command.group, now);
      case 'mark-baseline':
        this.#baseline = takeSnapshot(this.#services);
        return;
      case 'reset':
        return this.#restore(this.#baseline, now);
      case 'restore':
        return this.#restore(command.snapshot, now);
    }
  }

  #restore(snapshot: ClusterSnapshot, now: number): void {
    // What they hold is of the time before: it is handled now, and undone like everything else.
    this.#faults.clear();
    this.#dispatcher.settle();
    restoreTo(snapshot, this.#services, now);
  }
}
