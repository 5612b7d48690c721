import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildOnce, CACHE_DIRECTORY, runTool } from '../process.ts';
import type { RunningCluster } from './cluster.ts';
import { runTests } from './command.ts';
import type { Outcome } from './suites.ts';

const VERSION = '0.6.0';
const DIRECTORY = join(CACHE_DIRECTORY, 'suites', 'rskafka');
const SOURCES = join(DIRECTORY, 'crate');

/** The integration tests come with the crate. Its lock file is left behind: a dependency in it no longer compiles. */
async function build(): Promise<void> {
  await buildOnce(DIRECTORY, VERSION, async () => {
    const logFile = join(CACHE_DIRECTORY, 'logs', 'suite-rskafka-build.log');
    const fetching = join(DIRECTORY, 'fetch');
    await mkdir(join(fetching, 'src'), { recursive: true });
    await writeFile(join(fetching, 'src', 'lib.rs'), '');
    await writeFile(
      join(fetching, 'Cargo.toml'),
      `[package]\nname = "fetch"\nversion = "0.0.0"\n[dependencies]\nrskafka = "=${VERSION}"\n[workspace]\n`,
    );
    await runTool('cargo', ['vendor', 'vendor'], { cwd: fetching, logFile });
    await cp(join(fetching, 'vendor', 'rskafka'), SOURCES, { recursive: true });
    for (const file of ['Cargo.lock', 'rust-toolchain.toml', '.cargo-checksum.json']) {
      await rm(join(SOURCES, file), { force: true });
    }
    await runTool('cargo', ['test', '--tests', '--no-run'], { cwd: SOURCES, env: ENV, logFile });
  });
}

const ENV = {
  CARGO_TARGET_DIR: join(DIRECTORY, 'target'),
  CARGO_PROFILE_TEST_DEBUG: '0',
  CARGO_PROFILE_DEV_DEBUG: '0',
};

/** Those that need a SOCKS proxy, SASL or a Java library return at once, and count as passed. */
export async function runRskafka({ bootstrapServers }: RunningCluster): Promise<ReadonlyMap<string, Outcome>> {
  await build();
  const output = await runTests({
    name: 'rskafka',
    command: 'cargo',
    args: ['test', '--tests', '--no-fail-fast'],
    cwd: SOURCES,
    env: { ...ENV, TEST_INTEGRATION: '1', TEST_BROKER_IMPL: 'kafka', KAFKA_CONNECT: bootstrapServers },
  });
  const results = output.matchAll(/^test (\S+)(?: - should panic)? \.\.\. (ok|FAILED|ignored)/gm);
  return new Map([...results].map(([, test, word]) => [test ?? '', OUTCOMES[word ?? ''] ?? 'failed']));
}

const OUTCOMES: Readonly<Record<string, Outcome>> = { ok: 'passed', FAILED: 'failed', ignored: 'skipped' };
