import type { Answer } from '../raw-client.ts';
import type { Play, Script } from '../play.ts';
import { metadataBody, versions } from './shapes.ts';

const NODES = [1, 2, 3] as const;
const USERS = { alice: 'secret' };
/** How many producer ids a broker is given at a time. */
const BLOCK = 1000;

/** What is offered is another script's matter. */
function withoutOffers({ errorCode, throttleTimeMs, apiKeys }: Answer<'ApiVersions'>): unknown {
  return { errorCode, throttleTimeMs, isEmpty: apiKeys.length === 0 };
}

async function apiVersions(play: Play): Promise<void> {
  const software = { clientSoftwareName: 'raw', clientSoftwareVersion: '1.0', clusterId: null, nodeId: -1 };
  const first = await play.connect();
  const { clusterId } = await play.settle(first, 'DescribeCluster', 0, {
    includeClusterAuthorizedOperations: false,
    includeFencedBrokers: false,
  });
  for (const node of NODES) {
    const client = await play.connect(`raw-${node}`, node);
    for (const version of versions(0, 5)) {
      const ask = (label: string, over: object = {}) =>
        play.ask(
          `${label}, node ${node}`,
          client,
          'ApiVersions',
          version,
          { ...software, ...over },
          { see: withoutOffers },
        );
      await ask('a client');
      if (version < 3) continue;
      await ask('another client', { clientSoftwareName: 'other.client', clientSoftwareVersion: '2' });
      await ask('a bad name', { clientSoftwareName: '-x' });
      await ask('no version', { clientSoftwareVersion: '' });
      await ask('a long name', { clientSoftwareName: 'x'.repeat(300) });
      if (version < 5) continue;
      for (const nodeId of [...NODES, 7]) await ask(`meant for node ${nodeId}`, { clusterId, nodeId });
      await ask('meant for another cluster', { clusterId: 'other', nodeId: node });
    }
  }
}

/** Every broker gives out ids of blocks of its own, which the controller gives it one after the other. */
async function producerIds(play: Play): Promise<void> {
  const body = { transactionalId: null, transactionTimeoutMs: 60_000, producerId: -1, producerEpoch: -1 };
  const first = new Map<number, number>();
  for (const node of NODES) {
    const client = await play.connect(`raw-${node}`, node);
    const { producerId } = await play.settle(client, 'InitProducerId', 4, body);
    first.set(node, producerId);
    let next = producerId + 1;
    for (const version of versions(0, 5)) {
      const ask = async (label: string, over: object = {}): Promise<void> => {
        const see = ({ producerId: id, ...answer }: Answer<'InitProducerId'>): unknown => {
          const isNext = id === next;
          if (isNext) next += 1;
          return { ...answer, producerId: isNext ? 'the next' : id };
        };
        await play.ask(`${label}, node ${node}`, client, 'InitProducerId', version, { ...body, ...over }, { see });
      };
      await ask('an idempotent producer');
      await ask('another');
      await ask('no timeout', { transactionTimeoutMs: 0 });
      await ask('an empty transactional id', { transactionalId: '' });
      await ask('an empty transactional id, no timeout', { transactionalId: '', transactionTimeoutMs: 0 });
      if (version < 3) continue;
      await ask('an id without an epoch', { producerId: 5 });
      await ask('an id and an epoch', { producerId: 5, producerEpoch: 3 });
    }
  }
  const blocks = NODES.map((node) => Math.floor((first.get(node) ?? 0) / BLOCK));
  play.noteText('the first of a block, and the blocks in the order of asking', {
    firsts: NODES.map((node) => (first.get(node) ?? 0) % BLOCK),
    blocks: blocks.map((block) => block - (blocks[0] ?? 0)),
  });
}

/** `NUL user NUL password`. */
function token(user: string, password: string): Buffer {
  return Buffer.from(`\0${user}\0${password}`);
}

/** Each connection logs in for itself, whichever broker it is to. */
async function sasl(play: Play): Promise<void> {
  const tokens: readonly (readonly [string, Buffer])[] = [
    ['alice', token('alice', 'secret')],
    ['a wrong password', token('alice', 'wrong')],
    ['an unknown user', token('carol', 'secret')],
    ['no password', token('alice', '')],
    ['an empty token', Buffer.alloc(0)],
  ];
  for (const node of NODES) {
    for (const version of versions(0, 1)) {
      for (const mechanism of ['PLAIN', 'plain', 'SCRAM-SHA-512', 'OAUTHBEARER', '']) {
        const client = await play.connect('raw', node);
        const label = `mechanism "${mechanism}", node ${node}`;
        await play.ask(label, client, 'SaslHandshake', version, { mechanism });
        client.close();
      }
    }
    for (const version of versions(0, 2)) {
      for (const [label, authBytes] of tokens) {
        const client = await play.connect('raw', node);
        await client.ask('SaslHandshake', 1, { mechanism: 'PLAIN' });
        await play.ask(`${label}, node ${node}`, client, 'SaslAuthenticate', version, { authBytes });
        const see = ({ brokers }: Answer<'Metadata'>): unknown => brokers.length;
        await play.ask(`afterwards, node ${node}`, client, 'Metadata', 9, metadataBody([]), { see });
        client.close();
      }
    }
    const stranger = await play.connect('raw', node);
    await play.ask(`without logging in, node ${node}`, stranger, 'Metadata', 9, metadataBody([]));
    stranger.close();
  }
}

/** What every broker of a cluster says to those who connect to it. */
export const THREE_CONNECTION_SCRIPTS: readonly Script[] = [
  { name: 'three-api-versions', nodes: 3, run: apiVersions },
  { name: 'three-producer-ids', nodes: 3, config: { 'background.threads': '10' }, run: producerIds },
  {
    name: 'three-sasl',
    nodes: 3,
    users: USERS,
    config: { 'connection.failed.authentication.delay.ms': '0' },
    run: sasl,
  },
];
