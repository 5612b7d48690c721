import type { Play, Script } from '../play.ts';
import type { RawClient } from '../raw-client.ts';
import { UNKNOWN_ID, versions, ZERO } from './shapes.ts';

const INT_MAX = 2_147_483_647;
const INT_MIN = -2_147_483_648;

/** The same as Kafka's defaults: this script changes the whole cluster, and has one of its own by them. */
const APART = { 'background.threads': '10', 'num.io.threads': '8' };

/** Voters of other shapes, and features that are older or newer than there are. */
async function votersAndFeatures(play: Play): Promise<void> {
  const client = await play.connect();
  const listener = { name: 'CONTROLLER', host: '127.0.0.1', port: 1 };
  for (const when of ['', ', voters may change']) {
    for (const version of versions(0, 1)) {
      const add = (label: string, over: object) =>
        play.askAlone(`${label}${when}`, 'AddRaftVoter', version, {
          clusterId: null,
          timeoutMs: 500,
          voterId: 5,
          voterDirectoryId: UNKNOWN_ID,
          listeners: [listener],
          ...over,
        });
      await add('an empty cluster', { clusterId: '' });
      await add('itself, another cluster', { voterId: 1, clusterId: 'x' });
      await add('itself, no listeners', { voterId: 1, listeners: [] });
      await add('below all, no listeners', { voterId: INT_MIN, listeners: [] });
      await add('no directory, no listeners', { voterDirectoryId: ZERO, listeners: [] });
      if (when !== '') continue;
      await add('no time', { timeoutMs: 0 });
      await add('below no time', { timeoutMs: -1 });
      await add('a listener in lower case', { listeners: [{ ...listener, name: 'controller' }] });
      await add('a listener twice', { listeners: [listener, listener] });
      await add('two listeners', { listeners: [{ ...listener, name: 'OTHER' }, listener] });
      await add('a listener without a host', { listeners: [{ ...listener, host: '' }] });
      await add('a listener without a port', { listeners: [{ ...listener, port: 0 }] });
    }
    const remove = (label: string, over: object) =>
      play.askAlone(`${label}${when}`, 'RemoveRaftVoter', 0, {
        clusterId: null,
        voterId: 5,
        voterDirectoryId: UNKNOWN_ID,
        ...over,
      });
    await remove('an empty cluster', { clusterId: '' });
    await remove('another cluster, nobody', { clusterId: 'x', voterId: -1 });
    await remove('below all', { voterId: INT_MIN });
    await remove('nobody, nowhere', { voterId: -1, voterDirectoryId: ZERO });
    await remove('above all', { voterId: INT_MAX });
    if (when !== '') break;
    await features(play, client);
  }
}

async function features(play: Play, client: RawClient): Promise<void> {
  type Update = readonly [feature: string, level: number, upgradeType: number];
  for (const version of versions(0, 2)) {
    const ask = (label: string, validateOnly: boolean, ...updates: Update[]) =>
      play.ask(label, client, 'UpdateFeatures', version, {
        timeoutMs: 5000,
        validateOnly: version > 0 && validateOnly,
        featureUpdates: updates.map(([feature, maxVersionLevel, upgradeType]) => ({
          feature,
          maxVersionLevel,
          allowDowngrade: upgradeType > 1,
          upgradeType: version === 0 ? 1 : upgradeType,
        })),
      });
    for (const validateOnly of version === 0 ? [false] : [true, false]) {
      for (const upgradeType of [1, 2, 3]) {
        await ask(`metadata to 32, type ${upgradeType}`, validateOnly, ['metadata.version', 32, upgradeType]);
        await ask(`metadata to 7, type ${upgradeType}`, validateOnly, ['metadata.version', 7, upgradeType]);
        await ask(`metadata to 6, type ${upgradeType}`, validateOnly, ['metadata.version', 6, upgradeType]);
        await ask(`metadata to 33, type ${upgradeType}`, validateOnly, ['metadata.version', 33, upgradeType]);
        await ask(`metadata to 34, type ${upgradeType}`, validateOnly, ['metadata.version', 34, upgradeType]);
        await ask(`kraft to 2, type ${upgradeType}`, validateOnly, ['kraft.version', 2, upgradeType]);
        await ask(`eligible to 2, type ${upgradeType}`, validateOnly, [
          'eligible.leader.replicas.version',
          2,
          upgradeType,
        ]);
        await ask(`eligible as it is, type ${upgradeType}`, validateOnly, [
          'eligible.leader.replicas.version',
          1,
          upgradeType,
        ]);
        await ask(`beyond all, type ${upgradeType}`, validateOnly, ['metadata.version', 32767, upgradeType]);
        await ask(`below all, type ${upgradeType}`, validateOnly, ['metadata.version', -32768, upgradeType]);
        await ask(`in upper case, type ${upgradeType}`, validateOnly, ['METADATA.VERSION', 33, upgradeType]);
        await ask(
          `two wrong, type ${upgradeType}`,
          validateOnly,
          ['nope', 1, upgradeType],
          ['metadata.version', 99, upgradeType],
        );
        await ask(
          `twice the same, type ${upgradeType}`,
          validateOnly,
          ['kraft.version', 0, upgradeType],
          ['kraft.version', 0, upgradeType],
        );
      }
    }
    await play.ask('no time', client, 'UpdateFeatures', version, {
      timeoutMs: 0,
      featureUpdates: [{ feature: 'kraft.version', maxVersionLevel: 0, allowDowngrade: false, upgradeType: 1 }],
    });
    await play.ask('nothing in no time', client, 'UpdateFeatures', version, { timeoutMs: -1, featureUpdates: [] });
  }
  await play.ask('on', client, 'UpdateFeatures', 2, {
    timeoutMs: 5000,
    featureUpdates: [{ feature: 'kraft.version', maxVersionLevel: 1, allowDowngrade: false, upgradeType: 1 }],
  });
}

export const VOTERS_AND_FEATURES: Script = { name: 'voters-and-features', config: APART, run: votersAndFeatures };
