import { checkInteger } from '../check.ts';
import type { BrokerContext } from '../context.ts';
import { BrokerError } from '../errors.ts';
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

  /** @throws BrokerError ERR_UNKNOWN_NODE */
  server(id: unknown): NodeServer {
    const wanted = checkInteger({ name: 'the id of a node', value: id, code: 'ERR_UNKNOWN_NODE' }, 0);
    const server = this.servers.find((each) => each.id === wanted);
    if (server !== undefined) return server;
    const known = this.servers.map((each) => each.id).join(', ');
    throw new BrokerError(
      'ERR_UNKNOWN_NODE',
      `there is no node ${wanted}; there ${this.servers.length === 1 ? 'is' : 'are'} ${known}. Name nodes with createBroker({ nodes })`,
    );
  }

  /** Closes one connection at once. */
  destroy(connection: number): void {
    for (const server of this.servers) server.destroy(connection);
  }

  /** Closes every connection and frees all ports. */
  async end(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.end()));
  }
}
