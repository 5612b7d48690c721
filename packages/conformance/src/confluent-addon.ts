import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installByNpm } from './npm.ts';
import { buildOnce, CACHE_DIRECTORY, runTool } from './process.ts';

const ADDON = 'confluent-kafka-javascript';
const LOGS = join(CACHE_DIRECTORY, 'logs');

export interface AddonOptions {
  /** The `node_modules` that has @confluentinc/kafka-javascript. */
  readonly packages: string;
  /** A Python that has pip. */
  readonly python: string;
}

/**
 * Puts the addon of @confluentinc/kafka-javascript where the package looks for it.
 *
 * Its install script downloads the addon from GitHub, or compiles librdkafka as well, which takes a quarter of an hour. A
 * librdkafka of the same version comes ready made with the Python client, from PyPI; what is left to compile takes ten seconds.
 */
export async function buildConfluentAddon({ packages, python }: AddonOptions): Promise<void> {
  const source = join(packages, '@confluentinc', 'kafka-javascript');
  const manifest = JSON.parse(await readFile(join(source, 'package.json'), 'utf8')) as Manifest;
  const built = join(source, 'build', 'Release');
  const { version, librdkafka } = manifest;
  const how = await readFile(fileURLToPath(import.meta.url), 'utf8');
  const fingerprint = [version, librdkafka, process.version, process.platform, process.arch, how].join('\n');
  await buildOnce(built, fingerprint, async () => {
    const library = await bringLibrary(python, librdkafka, built);
    await compile({ packages, source, built, library });
  });
}

interface Manifest {
  readonly version: string;
  /** Version of the library that belongs to it. */
  readonly librdkafka: string;
}

/** @returns the file of the library, in `built`, under the name by which it is loaded */
async function bringLibrary(python: string, version: string, built: string): Promise<string> {
  const wheel = join(built, 'wheel');
  const wanted = ['--only-binary', ':all:', '--no-deps', '--target', wheel, `confluent-kafka==${version}`];
  await runTool(python, ['-m', 'pip', 'install', ...wanted], { logFile: join(LOGS, 'confluent-js-library.log') });
  const folder = join(wheel, 'confluent_kafka.libs');
  const name = (await readdir(folder)).find((each) => each.startsWith('librdkafka-'));
  if (name === undefined) throw new Error(`confluent-kafka ${version}: no librdkafka in ${folder}`);
  await copyFile(join(folder, name), join(built, name));
  return join(built, name);
}

interface Sources {
  readonly packages: string;
  readonly source: string;
  readonly built: string;
  readonly library: string;
}

/** Each of the two parts as one unit: most of the time goes into V8's headers, which are read once so. */
async function compile({ packages, source, built, library }: Sources): Promise<void> {
  const [cpp, headers] = [join(source, 'deps', 'librdkafka', 'src-cpp'), join(source, 'deps', 'librdkafka', 'src')];
  // What `configure` finds out is for the library in C; its C++ side includes the file, and uses none of it.
  await writeFile(join(source, 'deps', 'librdkafka', 'config.h'), '');
  // common.cc specializes templates that the others use.
  const units = [
    await writeUnit(join(built, 'addon.cc'), join(source, 'src'), 'common.cc'),
    await writeUnit(join(built, 'librdkafka++.cc'), cpp),
  ];
  const include = [await nodeHeaders(built), join(packages, 'nan'), source, headers, cpp].map((each) => `-I${each}`);
  const defines = [`-DNODE_GYP_MODULE_NAME=${ADDON}`, '-DBUILDING_NODE_EXTENSION'];
  // `now`: a symbol that the library lacks is to be missed when the addon is loaded, not in the middle of a scenario.
  const link = ['-shared', '-Wl,-rpath,$ORIGIN', '-Wl,-z,now', '-o', join(built, `${ADDON}.node`)];
  const flags = ['-std=c++20', '-O0', '-fPIC', '-w', '-pthread'];
  await runTool('g++', [...flags, ...defines, ...include, ...units, library, ...link], {
    logFile: join(LOGS, 'confluent-js-build.log'),
  });
}

async function writeUnit(file: string, folder: string, first?: string): Promise<string> {
  const sources = (await readdir(folder)).filter((name) => /\.(cc|cpp)$/.test(name)).sort();
  const ordered = first === undefined ? sources : [first, ...sources.filter((name) => name !== first)];
  await writeFile(file, ordered.map((name) => `#include "${join(folder, name)}"\n`).join(''));
  return file;
}

/** Those of the Node that runs; where a distribution leaves them out, from the npm package of that Node. */
async function nodeHeaders(built: string): Promise<string> {
  const beside = join(dirname(process.execPath), '..', 'include', 'node');
  if (existsSync(join(beside, 'node.h'))) return beside;
  const name = `node-${process.platform}-${process.arch}`;
  await installByNpm(built, [`${name}@${process.versions.node}`], join(LOGS, 'confluent-js-headers.log'));
  return join(built, 'node_modules', name, 'include', 'node');
}
