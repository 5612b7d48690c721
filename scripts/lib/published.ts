import { join } from 'node:path';

import { cache, root } from '../toolchain.mjs';

/** The folder of the published package. */
export const packageHome = join(root, 'packages', 'testka');

/** What `npm publish` would send; made by the build. */
export const tarball = join(cache, 'pack', 'testka.tgz');
