import type { Script } from '../play.ts';
import { versions } from './shapes.ts';

const GROUP = 0;
const SHARE = 2;

/** FindCoordinator: one key up to v3, then any number of them. */
export const FIND_COORDINATOR_SCRIPTS: readonly Script[] = [
  {
    name: 'find-coordinator',
    async run(play) {
      const client = await play.connect();
      const groupId = await play.group(client, 'g');
      for (const version of versions(0, 6)) {
        const ask = (label: string, keys: string[], keyType = GROUP) =>
          play.ask(label, client, 'FindCoordinator', version, { key: keys[0] ?? '', keyType, coordinatorKeys: keys });
        await ask('a group', [groupId]);
        await ask('a group that is not there', [play.name('nope')]);
        await ask('the empty group', ['']);
        await ask('an odd name', ['ä / b\n']);
        await ask('a long name', ['x'.repeat(300)]);
        if (version >= 1) {
          for (const keyType of [9, -1, 127]) await ask(`type ${keyType}`, [groupId], keyType);
          for (const key of [groupId, '', 'a:b:c']) await ask(`share, "${key.slice(-3)}"`, [key], SHARE);
        }
        if (version >= 4) {
          await ask('two groups', [groupId, play.name('other')]);
          await ask('a group twice', [groupId, groupId]);
          await ask('a group and the empty one', [groupId, '']);
          await ask('no groups', []);
          await ask('two of an odd type', [groupId, ''], 9);
        }
      }
    },
  },
];
