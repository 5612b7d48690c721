import type { Script } from '../differential/play.ts';
import { OLD_ADMIN_SCRIPTS } from './old-admin.ts';
import { OLD_FETCH_SCRIPTS } from './old-fetch.ts';
import { OLD_OFFSET_SCRIPTS } from './old-offsets.ts';
import { OLD_PRODUCE_SCRIPTS } from './old-produce.ts';

const software = { clientSoftwareName: 'raw', clientSoftwareVersion: '1.0' };

const CORRELATION_ID_BYTES = 4;

/** What is offered, in each version of ApiVersions that all releases have, and in one that only the newest has. */
const offers: Script = {
  name: 'release-offers',
  async run(play) {
    const client = await play.connect();
    for (const version of [0, 1, 2, 3, 4]) await play.ask('what is offered', client, 'ApiVersions', version, software);
    await play.ask('a wrong name', client, 'ApiVersions', 4, { ...software, clientSoftwareName: 'a b' });
    // A release without v5 answers in v0; in both the error comes first.
    client.send('ApiVersions', 5, { ...software, clusterId: null, nodeId: -1 });
    const frame = await client.nextFrame();
    play.noteText('the error of v5', typeof frame === 'string' ? frame : frame.readInt16BE(CORRELATION_ID_BYTES));
  },
};

/** Played on every release; its answers differ from release to release. */
const EVERY_RELEASE: readonly Script[] = [offers];
/** What 4.0 removed. */
const OLD_WORLD: readonly Script[] = [
  ...OLD_PRODUCE_SCRIPTS,
  ...OLD_FETCH_SCRIPTS,
  ...OLD_OFFSET_SCRIPTS,
  ...OLD_ADMIN_SCRIPTS,
];

export function scriptsFor(release: string): readonly Script[] {
  return release === '3.9' ? [...EVERY_RELEASE, ...OLD_WORLD] : EVERY_RELEASE;
}

/** What both sides are started with, so that neither waits for what the other does not do. */
export const RELEASE_CONFIG: Readonly<Record<string, string>> = {
  'group.initial.rebalance.delay.ms': '0',
  'offsets.topic.num.partitions': '5',
};
