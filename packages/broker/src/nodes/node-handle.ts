import type { BrokerNode } from '@testka/core';
import { administer } from '../administer.ts';
import { checkBoolean, checkInteger, checkNames, checkObject } from '../check.ts';
import { type BrokerContext, checkOpen } from '../context.ts';
import { refuseConnections } from '../faults/inject.ts';
import { inspect } from '../inspect.ts';
import type { FaultHandle } from '../types/fault.ts';
import type { Node, ReplicationHold } from '../types/node.ts';
import { callSite } from '../waits/call-site.ts';
import { awaitInSync } from './in-sync.ts';
import type { NodeServer } from './node-server.ts';
import { holdReplication } from './replication-hold.ts';

/** A broker of the cluster. */
export class NodeHandle implements Node {
  readonly #context: BrokerContext;
  readonly #server: NodeServer;

  constructor(context: BrokerContext, server: NodeServer) {
    this.#context = context;
    this.#server = server;
  }

  get id(): number {
    return this.#server.id;
  }

  get host(): string {
    return this.#server.host;
  }

  get port(): number {
    return this.#server.port;
  }

  get rack(): string | null {
    return this.#server.rack;
  }

  get up(): boolean {
    return this.#process === 'up';
  }

  get paused(): boolean {
    return this.#process === 'paused';
  }

  get latency(): number {
    return this.#context.view.latencyOf(this.id);
  }

  get isController(): boolean {
    return this.#context.view.metadata.controllerId === this.id;
  }

  async stop(options: { election?: boolean } = {}): Promise<void> {
    const { election = true, ...rest } = checkObject({
      name: 'the options of stop()',
      value: options,
      code: 'ERR_INVALID_ARGUMENT',
    });
    checkNames(Object.keys(rest), ['election'], 'stop()', 'ERR_INVALID_ARGUMENT');
    const isElecting = checkBoolean({ name: 'election', value: election, code: 'ERR_INVALID_ARGUMENT' });
    await this.#end({ type: 'stop-broker', broker: this.id, election: isElecting });
  }

  async kill(): Promise<void> {
    await this.#end({ type: 'kill-broker', broker: this.id });
  }

  async start(): Promise<void> {
    checkOpen(this.#context);
    const calledAt = callSite();
    if (this.#process !== 'up' || !this.#isRegistered)
      this.#administer('start-broker', 'resume() is what ends a pause');
    try {
      await this.#server.open();
    } catch (error) {
      // A node that cannot listen does not run.
      if (this.#process !== 'down') await this.stop();
      throw error;
    }
    await awaitInSync(this.#context, this.id, calledAt);
  }

  pause(): void {
    checkOpen(this.#context);
    if (this.#process !== 'paused') this.#administer('pause-broker', 'start() it first');
  }

  resume(): void {
    checkOpen(this.#context);
    if (this.#process !== 'up') this.#administer('resume-broker', 'start() is for nodes that are stopped');
  }

  disconnectClients(): void {
    checkOpen(this.#context);
    this.#server.destroyConnections();
  }

  setLatency(ms: number): void {
    checkOpen(this.#context);
    const latencyMs = checkInteger({ name: 'the latency', value: ms, code: 'ERR_INVALID_ARGUMENT' }, 0);
    this.#context.driver.submit({ kind: 'admin', command: { type: 'set-latency', broker: this.id, latencyMs } });
  }

  refuseConnections(options: { times?: number } = {}): FaultHandle {
    return refuseConnections(this.#context, this.id, options, callSite());
  }

  holdReplication(what: { topic?: string; partition?: number } = {}): ReplicationHold {
    return holdReplication(this.#context, this.id, what);
  }

  /** What failed assertions print. */
  toJSON(): object {
    const { id, host, port, rack, up, paused, latency, isController } = this;
    return { id, host, port, rack, up, paused, latency, isController };
  }

  /** What console.log prints. */
  [inspect](): object {
    return this.toJSON();
  }

  get #process(): BrokerNode['process'] | undefined {
    return this.#context.view.metadata.node(this.id)?.process;
  }

  get #isRegistered(): boolean {
    return this.#context.view.metadata.brokers.has(this.id);
  }

  async #end(
    command: { type: 'stop-broker'; broker: number; election: boolean } | { type: 'kill-broker'; broker: number },
  ): Promise<void> {
    checkOpen(this.#context);
    // The port is closed first in any case: who stops it twice waits for the same.
    if (this.#process !== 'down') administer(this.#context, command, { code: 'ERR_NODE_STATE', wayOut: 'see node.up' });
    await this.#server.close();
  }

  #administer(type: 'start-broker' | 'pause-broker' | 'resume-broker', wayOut: string): void {
    administer(this.#context, { type, broker: this.id }, { code: 'ERR_NODE_STATE', wayOut });
  }
}
