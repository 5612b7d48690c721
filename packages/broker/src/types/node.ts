/** A broker of the cluster. */
export interface Node {
  /** Kafka's `node.id`. */
  readonly id: number;
  /** Host that clients are told. */
  readonly host: string;
  /** Port that clients are told. It stays the same while the node is stopped. */
  readonly port: number;
  /** Kafka's `broker.rack`. Null: none. */
  readonly rack: string | null;
  /** Whether clients are told that this node is the controller: some running one, as in KRaft. */
  readonly isController: boolean;
  /** Closes every connection to this node from its side, without a word; clients may connect again at once. */
  disconnectClients(): void;
}
