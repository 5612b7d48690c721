/** Builds the package, installs it where nothing of ours is near, and measures it there on the Nodes that users have. */
import { join } from 'node:path';

import { build } from './build.ts';
import { tarball } from './lib/published.ts';
import { installProject, projectFolder, type UserProject } from './lib/user-project.ts';
import { bringNode, root, spawnAndWait } from './toolchain.mjs';

const home = join(root, 'packages', 'benchmarks');
const project: UserProject = {
  name: 'benchmarks',
  files: join(home, 'probes'),
  dependencies: { kafkajs: '2.2.4' },
  manifest: { type: 'module' },
};

await build();
const installed = await installProject(project);
if (!installed.ok) throw new Error(`the package could not be installed\n${installed.output}`);
const [node22, node24] = [await bringNode(22), await bringNode(24)];
const args = [
  join(home, 'src', 'run.ts'),
  ...['--project', projectFolder(project), '--tarball', tarball],
  ...['--node22', node22.executable, '--node24', node24.executable],
  ...process.argv.slice(2),
];
process.exitCode = await spawnAndWait(process.execPath, args, { cwd: root });
