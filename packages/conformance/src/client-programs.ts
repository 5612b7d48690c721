import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { buildConfluentAddon } from './confluent-addon.ts';
import { installByNpm } from './npm.ts';
import { buildOnce, CACHE_DIRECTORY, PACKAGE_DIRECTORY, runTool } from './process.ts';

/** A program that runs the scenarios with one client library. */
export interface ClientProgram {
  readonly name: string;
  /** What is tested and in which language, for people. */
  readonly title: string;
  /** Scenarios that are written for it, besides the one in which brokers move; all where left out. */
  readonly scenarios?: readonly string[];
  /** Scenarios the library cannot do, and why. Every other one must be reported, or the run fails. */
  readonly lacks: Readonly<Record<string, string>>;
  /** The move of follows-moves that it is not put through: see README.md. */
  readonly skippedMove?: string;
  /** What the client needs of a Testka that is started for it, and why, in docs/compatibility.md. */
  readonly config?: Readonly<Record<string, string>>;
  /** Installs and compiles what is needed, once per change of its sources. Needs the language's own tools. */
  build(): Promise<void>;
  /** Command and arguments, run in `directory`. */
  readonly command: readonly [string, ...string[]];
  readonly directory: string;
}

const CLIENTS_DIRECTORY = join(PACKAGE_DIRECTORY, 'clients');

/** The scenarios of what an administrator sees of the cluster itself, and does to it. */
const CLUSTER_ADMIN = [
  ...['admin-log-dirs', 'admin-elect-leaders', 'admin-reassignments', 'admin-client-quotas', 'admin-config-resources'],
  ...['admin-describe-producers', 'admin-quorum', 'admin-features', 'admin-unregister-broker'],
];

/** Those of them that a library's admin client cannot do. */
function cannotButFor(...names: readonly string[]): Record<string, string> {
  const others = CLUSTER_ADMIN.filter((name) => !names.includes(name));
  return Object.fromEntries(others.map((name) => [name, 'its admin client has no such call']));
}

/** Every client program there is, by the name `--client` takes. */
export const CLIENT_PROGRAMS: readonly ClientProgram[] = [
  {
    name: 'java',
    title: 'kafka-clients (Java, the reference)',
    lacks: {},
    build: buildJava,
    command: [
      'java',
      '-cp',
      [join(CACHE_DIRECTORY, 'java', 'conformance.jar'), join(CACHE_DIRECTORY, 'java', 'libs', '*')].join(delimiter),
      'testka.conformance.Main',
    ],
    directory: join(CLIENTS_DIRECTORY, 'java'),
  },
  {
    name: 'go',
    title: 'franz-go (Go)',
    lacks: {},
    build: () => buildGo('go'),
    command: [join(CACHE_DIRECTORY, 'go', 'conformance')],
    directory: join(CLIENTS_DIRECTORY, 'go'),
  },
  {
    name: 'sarama',
    title: 'sarama (Go)',
    lacks: {},
    scenarios: [
      ...['codec-none', 'codec-gzip', 'codec-snappy', 'codec-lz4', 'codec-zstd', 'null-and-empty', 'headers'],
      ...['acks-0', 'acks-1', 'acks-all', 'idempotent-producer', 'group-of-one', 'group-of-two', 'commit-and-resume'],
      ...['admin-create-topics', 'error-topic-exists', 'error-message-too-large'],
    ],
    build: () => buildGo('sarama'),
    command: [join(CACHE_DIRECTORY, 'sarama', 'conformance')],
    directory: join(CLIENTS_DIRECTORY, 'sarama'),
  },
  {
    ...python('python-kafka', 'kafka-python (Python)', 'kafka_python_client.py', {
      'admin-client-quotas': 'its admin client has no such call',
      'admin-unregister-broker': 'its admin client has no such call',
      'fetches-from-its-rack':
        'it takes what a follower says (-1, as every broker: no other is closer) for an order back to the leader, and goes to and fro',
    }),
    config: { 'group.initial.rebalance.delay.ms': '150' },
  },
  python('aiokafka', 'aiokafka (Python)', 'aiokafka_client.py', {
    ...cannotButFor(),
    'admin-delete-group-offsets': 'no OffsetDelete',
    'admin-delete-groups': 'no DeleteGroups',
  }),
  python('confluent', 'confluent-kafka, librdkafka (Python)', 'confluent_client.py', {
    ...cannotButFor('admin-elect-leaders'),
    'admin-delete-group-offsets': 'librdkafka has OffsetDelete, the Python package does not show it',
  }),
  javascript('kafkajs', 'kafkajs (JavaScript)', 'kafkajs-client.mjs', {
    ...cannotButFor('admin-reassignments'),
    'group-static-restart': 'no static membership',
    'admin-delete-group-offsets': 'no OffsetDelete',
  }),
  {
    ...javascript('platformatic', '@platformatic/kafka (JavaScript)', 'platformatic-client.mjs', {
      ...cannotButFor('admin-client-quotas'),
      'group-static-restart': 'close() makes a static member leave its group',
    }),
    skippedMove: 'partitions are added',
  },
  {
    ...javascript(
      'confluent-js',
      '@confluentinc/kafka-javascript, librdkafka (JavaScript)',
      'confluent-js-client.mjs',
      {
        ...cannotButFor(),
        'admin-create-topics-configs': 'its admin client describes no configs',
        'admin-create-topics-assignments': 'replicaAssignment is not implemented',
        'admin-describe-configs': 'its admin client describes no configs',
        'admin-alter-configs': 'its admin client alters no configs',
        'admin-delete-group-offsets': 'librdkafka has OffsetDelete, the package does not show it',
        'admin-describe-cluster': 'its metadata has neither the cluster id nor the controller',
      },
    ),
    build: buildConfluentJavaScript,
  },
];

function python(name: string, title: string, file: string, lacks: Record<string, string>): ClientProgram {
  const directory = join(CLIENTS_DIRECTORY, 'python');
  const interpreter = join(CACHE_DIRECTORY, 'python', 'bin', 'python');
  // -B: no __pycache__ next to the sources.
  return { name, title, lacks, build: buildPython, command: [interpreter, '-B', join(directory, file)], directory };
}

function javascript(name: string, title: string, file: string, lacks: Record<string, string>): ClientProgram {
  const directory = join(CLIENTS_DIRECTORY, 'js');
  return { name, title, lacks, build: buildJavaScript, command: [process.execPath, join(directory, file)], directory };
}

async function buildJava(): Promise<void> {
  const directory = join(CLIENTS_DIRECTORY, 'java');
  const output = join(CACHE_DIRECTORY, 'java');
  await buildOnce(output, await fingerprint(directory), () =>
    runTool('mvn', ['-q', '-B', 'package', '-Dmaven.test.skip=true', `-DoutputDirectory=${output}`], {
      cwd: directory,
      logFile: join(CACHE_DIRECTORY, 'logs', 'java-build.log'),
    }),
  );
}

async function buildGo(name: 'go' | 'sarama'): Promise<void> {
  const directory = join(CLIENTS_DIRECTORY, name);
  const output = join(CACHE_DIRECTORY, name);
  await buildOnce(output, await fingerprint(directory), () =>
    runTool('go', ['build', '-o', join(output, 'conformance'), '.'], {
      cwd: directory,
      logFile: join(CACHE_DIRECTORY, 'logs', `${name}-build.log`),
    }),
  );
}

async function buildPython(): Promise<void> {
  const requirements = join(CLIENTS_DIRECTORY, 'python', 'requirements.txt');
  const environment = join(CACHE_DIRECTORY, 'python');
  await buildOnce(environment, await readFile(requirements, 'utf8'), async () => {
    const logFile = join(CACHE_DIRECTORY, 'logs', 'python-build.log');
    await runTool('python3', ['-m', 'venv', environment], { logFile });
    await runTool(join(environment, 'bin', 'python'), ['-m', 'pip', 'install', '-r', requirements], { logFile });
  });
}

/** Installs next to the sources, where Node looks for packages; the marker of being done lies in the cache. */
async function buildJavaScript(): Promise<void> {
  const directory = join(CLIENTS_DIRECTORY, 'js');
  const manifest = await readFile(join(directory, 'package.json'), 'utf8');
  await buildOnce(join(CACHE_DIRECTORY, 'js'), manifest, async () => {
    await rm(join(directory, 'node_modules'), { recursive: true, force: true });
    await installByNpm(directory, [], join(CACHE_DIRECTORY, 'logs', 'js-build.log'));
  });
}

/** What all of JavaScript's have, and the addon in C++, for which Python brings the library. */
async function buildConfluentJavaScript(): Promise<void> {
  await buildPython();
  await buildJavaScript();
  const packages = join(CLIENTS_DIRECTORY, 'js', 'node_modules');
  await buildConfluentAddon({ packages, python: join(CACHE_DIRECTORY, 'python', 'bin', 'python') });
}

/** Changes when a file below the directory does; names and contents, in a fixed order. */
async function fingerprint(directory: string): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const file of files.sort()) {
    hash.update(`${file}\0`);
    hash.update(await readFile(file));
  }
  return hash.digest('hex');
}
