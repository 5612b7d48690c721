import type { BrokerContext } from '../context.ts';
import type { ConnectionListener } from '../listener.ts';
import { NodeServer } from './node-server.ts';

/** The doors of all nodes. */
export class Nodes {
  /** In the order of the option. */
  readonly servers: readonly NodeServer[];

  private constructor(servers: readonly NodeServer[]) {
    this.servers = servers;
  }

  /** Opens them all, or none. @throws BrokerError ERR_PORT_IN_USE, ERR_LISTEN_FAILED */
  static async open({ options, driver }: BrokerContext, connectionListener: ConnectionListener): Promise<Nodes> {
    const servers = options.nodes.map((node) => new NodeServer(node, options, driver, connectionListener));
    const nodes = new Nodes(servers);
    try {
      for (const server of servers) await server.open();
    } catch (error) {
      await nodes.end();
      throw error;
    }
    for (const { id, host, port } of servers) {
      driver.submit({ kind: 'admin', command: { type: 'broker-listening', broker: id, host, port } });
    }
    return nodes;
  }

  /** `host:port` of each, as clients are told, whether it is up or not. */
  get addresses(): string[] {
    return this.servers.map(({ address }) => address);
  }

  /** @param id of a node that there is */
  server(id: number): NodeServer {
    const server = this.servers.find((each) => each.id === id);
    if (server === undefined) throw new Error(`node ${id} has a listener`);
    return server;
  }

  get areOpen(): boolean {
    return this.servers.every(({ isOpen }) => isOpen);
  }

  /** Opens those that are closed; each listens where it did. @throws BrokerError ERR_PORT_IN_USE, ERR_LISTEN_FAILED */
  async reopen(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.open()));
  }

  /** Closes every connection and frees all ports. */
  async end(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.end()));
  }
}
