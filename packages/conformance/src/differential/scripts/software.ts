import type { Script } from '../play.ts';
import { versions } from './shapes.ts';

/** ApiVersions, and what clients say they are (KIP-511), and whom they mean (KIP-1242). */
export const SOFTWARE_SCRIPTS: readonly Script[] = [
  {
    name: 'client-software',
    async run(play) {
      const client = await play.connect();
      const see = ({ errorCode, throttleTimeMs }: { errorCode: number; throttleTimeMs: number }): unknown => ({
        errorCode,
        throttleTimeMs,
      });
      for (const version of versions(0, 5)) {
        const ask = (label: string, clientSoftwareName: string, clientSoftwareVersion: string, over: object = {}) =>
          play.ask(
            label,
            client,
            'ApiVersions',
            version,
            { clientSoftwareName, clientSoftwareVersion, ...over },
            { see },
          );
        await ask('a client', 'apache-kafka-java', '4.4.0');
        if (version < 3) continue;
        for (const name of ['a', '9', 'a-b.c', 'a_b', 'a b', '-a', 'a.', 'ä', '', 'x'.repeat(300)]) {
          await ask(`the name "${name.slice(0, 5)}"`, name, '1');
          await ask(`the version "${name.slice(0, 5)}"`, 'raw', name);
        }
        if (version < 5) continue;
        await ask('a node without a cluster', 'raw', '1', { nodeId: 1 });
        await ask('a cluster without a node', 'raw', '1', { clusterId: 'other' });
        await ask('another cluster', 'raw', '1', { clusterId: 'other', nodeId: 1 });
        await ask('another cluster and node', 'raw', '1', { clusterId: 'other', nodeId: 7 });
        await ask('the empty cluster', 'raw', '1', { clusterId: '', nodeId: 1 });
        await ask('node -2', 'raw', '1', { nodeId: -2 });
      }
    },
  },
];
