import { ApiKey } from '@testka/protocol';
import type { Script } from '../play.ts';
import { frameOf } from '../raw-client.ts';
import { SERVED } from './served.ts';
import { versions } from './shapes.ts';

/** Bodies that no declaration was asked about; each is more than some body needs and less than another. */
const BODIES: Readonly<Record<string, Buffer>> = {
  'no body': Buffer.alloc(0),
  'a zero': Buffer.from([0]),
  'three bytes': Buffer.from([0, 1, 2]),
  'lengths beyond the frame': Buffer.alloc(24, 0x7f),
  'lengths of -2': Buffer.alloc(24, 0xfe),
};

/** Bodies cut short, lengths that lie: every API at every version. */
export const FRAME_SCRIPTS: readonly Script[] = [
  {
    name: 'bodies',
    async run(play) {
      for (const [api, first, last] of SERVED) {
        for (const version of versions(first, last))
          for (const [label, body] of Object.entries(BODIES))
            await play.askFrame(label, api, version, frameOf(api, version, body));
      }
    },
  },
  {
    name: 'headers',
    async run(play) {
      for (const [api, first, last] of SERVED) {
        for (const version of versions(first, last)) {
          const header = Buffer.alloc(8);
          header.writeInt16BE(ApiKey[api], 0);
          header.writeInt16BE(version, 2);
          await play.askFrame('no client id at all', api, version, header);
          const lies = Buffer.concat([header, Buffer.from([0x7f, 0xff, 1, 2, 3])]);
          await play.askFrame('a client id longer than the frame', api, version, lies);
        }
      }
    },
  },
];
