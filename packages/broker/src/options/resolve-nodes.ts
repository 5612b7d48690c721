import { checkInteger, checkNames, checkToldText, type Given, isPlainObject, wrong } from '../check.ts';
import { BrokerError } from '../errors.ts';
import type { NodeOption } from '../types/options.ts';

/** A node to start, checked. */
export interface NodeSpec {
  readonly id: number;
  readonly rack: string | null;
  /** 0: any free one. */
  readonly port: number;
  /** Undefined: the one listened on. */
  readonly advertisedPort: number | undefined;
}

interface GivenNodes {
  /** How many there are where nothing is said of them. */
  readonly count: number;
  readonly nodes: Given | undefined;
  readonly nodeId: number | undefined;
  readonly rack: string | undefined;
  /** Those of the first node; the others have the ones behind it. */
  readonly port: number;
  readonly advertisedPort: number | undefined;
}

/** Each is a listener in this process: more would be a mistake sooner than a wish. */
const MAX_NODES = 64;
export const MAX_PORT = 65_535;
const FIELD_NAMES: readonly (keyof NodeOption)[] = ['id', 'rack', 'port', 'advertisedPort'];
const EXPECTED = `a number from 1 to ${MAX_NODES}, or a list such as [{ id: 1, rack: 'a' }, { id: 2 }]`;

/** The nodes to start, in their order. @throws BrokerError ERR_INVALID_OPTION, ERR_UNKNOWN_OPTION, ERR_OPTION_CONFLICT */
export function resolveNodes({ count, nodes, nodeId, rack, port, advertisedPort }: GivenNodes): NodeSpec[] {
  const isOne = count === 1 || nodeId !== undefined || rack !== undefined;
  if (nodes === undefined && isOne) return [{ id: nodeId ?? 1, rack: rack ?? null, port, advertisedPort }];
  refuseBoth('nodeId', nodeId);
  refuseBoth('rack', rack);
  const named = nodes === undefined ? numberedNodes(count) : namedNodes(nodes);
  refusePortsBeyond('port', port, named.length);
  refusePortsBeyond('advertisedPort', advertisedPort ?? 0, named.length);
  const specs = named.map((node, index) => ({
    ...node,
    port: node.port ?? (port === 0 ? 0 : port + index),
    advertisedPort: node.advertisedPort ?? (advertisedPort === undefined ? undefined : advertisedPort + index),
  }));
  refuseOnePortForTwo(specs);
  return specs;
}

/** Listening on one port twice fails by itself; clients that find two nodes at one address only go astray. */
function refuseOnePortForTwo(specs: readonly NodeSpec[]): void {
  for (const name of ['port', 'advertisedPort'] as const) {
    const taken = new Map<number, number>();
    for (const { id, [name]: port } of specs) {
      if (port === undefined || port === 0) continue;
      const other = taken.get(port);
      taken.set(port, id);
      if (other === undefined) continue;
      throw new BrokerError(
        'ERR_INVALID_OPTION',
        `the option nodes: the nodes ${other} and ${id} have the same ${name} ${port}; give each its own`,
      );
    }
  }
}

function refuseBoth(option: string, value: unknown): void {
  if (value === undefined) return;
  throw new BrokerError(
    'ERR_OPTION_CONFLICT',
    `the option ${option} is about the only node, and nodes is given too; leave ${option} out and say nodes: [{ id, rack }]`,
  );
}

function refusePortsBeyond(option: string, first: number, count: number): void {
  if (first + count - 1 <= MAX_PORT) return;
  throw new BrokerError(
    'ERR_INVALID_OPTION',
    `the option ${option}: ${count} nodes take the ports ${first} to ${first + count - 1}, and there are none above ${MAX_PORT}`,
  );
}

/** A node as its entry of the list says. */
interface NamedNode extends Pick<NodeSpec, 'id' | 'rack'> {
  /** Undefined: what the options of the same name say. */
  readonly port: number | undefined;
  readonly advertisedPort: number | undefined;
}

function numberedNodes(count: number): NamedNode[] {
  return Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    rack: null,
    port: undefined,
    advertisedPort: undefined,
  }));
}

function namedNodes(given: Given): NamedNode[] {
  const { value } = given;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_NODES)
    return numberedNodes(value);
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_NODES) throw wrong(given, EXPECTED);
  // Not `map`, which passes over holes.
  const nodes = Array.from(value, (node: unknown, index) =>
    namedNode({ ...given, name: `${given.name}[${index}]`, value: node }),
  );
  const twice = nodes.find(({ id }, index) => nodes.findIndex((each) => each.id === id) !== index);
  if (twice === undefined) return nodes;
  throw new BrokerError('ERR_INVALID_OPTION', `${given.name} has two nodes with the id ${twice.id}; give each its own`);
}

function namedNode(given: Given): NamedNode {
  const { name, value } = given;
  if (!isPlainObject(value)) throw wrong(given, "an object such as { id: 1, rack: 'a' }");
  checkNames(Object.keys(value), FIELD_NAMES, name, 'ERR_UNKNOWN_OPTION');
  const { id, rack, port, advertisedPort } = value;
  const at = (field: keyof NodeOption, each: unknown): Given => ({ ...given, name: `${name}.${field}`, value: each });
  return {
    id: checkInteger(at('id', id), 0),
    rack: rack === undefined || rack === null ? null : checkToldText(at('rack', rack)),
    port: port === undefined ? undefined : checkInteger(at('port', port), 0, MAX_PORT),
    advertisedPort:
      advertisedPort === undefined ? undefined : checkInteger(at('advertisedPort', advertisedPort), 1, MAX_PORT),
  };
}
