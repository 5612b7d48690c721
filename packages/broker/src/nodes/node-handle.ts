import type { BrokerContext } from '../context.ts';
import { inspect } from '../inspect.ts';
import type { Node } from '../types/node.ts';
import type { NodeServer } from './node-server.ts';

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

  get isController(): boolean {
    return this.#context.view.metadata.controllerId === this.id;
  }

  disconnectClients(): void {
    this.#server.destroyConnections();
  }

  /** What failed assertions print. */
  toJSON(): object {
    const { id, host, port, rack, isController } = this;
    return { id, host, port, rack, isController };
  }

  /** What console.log prints. */
  [inspect](): object {
    return this.toJSON();
  }
}
