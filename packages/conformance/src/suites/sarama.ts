import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { NodeOption } from '@testka/broker';
import type { RunningCluster } from './cluster.ts';
import { runTests } from './command.ts';
import { buildGoTests, goOutcomes } from './go.ts';
import type { Outcome } from './suites.ts';

const TOXIPROXY_PORT = 8474;

/** Clients come through toxiproxy, which has the ports that are advertised. */
export const SARAMA_NODES = [1, 2, 3, 4, 5].map((id) => ({
  id,
  rack: String(id),
  port: 19_090 + id,
  advertisedPort: 29_090 + id,
})) satisfies NodeOption[];

/** The functional tests. Those with Java's command line tools, which run in a container, skip themselves. */
export async function runSarama(cluster: RunningCluster): Promise<ReadonlyMap<string, Outcome>> {
  const { program, directory, tools } = await buildGoTests({
    name: 'sarama',
    module: 'github.com/IBM/sarama@v1.61.1',
    path: '.',
    tags: 'functional',
    tools: ['github.com/Shopify/toxiproxy/v2/cmd/server@v2.12.0'],
  });
  const control = await startControl(cluster);
  const toxiproxy = await startToxiproxy(tools);
  try {
    const output = await runTests({
      name: 'sarama',
      command: program,
      args: ['-test.v', '-test.timeout=30m'],
      cwd: directory,
      env: {
        TOXIPROXY_ADDR: `http://127.0.0.1:${TOXIPROXY_PORT}`,
        KAFKA_VERSION: '4.4.0',
        PATH: [await writeDocker(join(tools, 'bin'), control), process.env['PATH']].join(delimiter),
      },
    });
    return goOutcomes(output);
  } finally {
    toxiproxy.kill();
    control.close();
  }
}

/** `POST /stop/3` stops node 3. */
async function startControl(cluster: RunningCluster): Promise<Server> {
  const server = createServer((request, response) => {
    const [, verb, id] = request.url?.split('/') ?? [];
    const done = verb === 'stop' ? cluster.stopNode(Number(id)) : cluster.startNode(Number(id));
    done.then(
      () => response.end(),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** A program for what tests say to containers: `docker compose stop kafka-3`, and `logs`, in which they look for complaints. */
async function writeDocker(directory: string, control: Server): Promise<string> {
  const url = `http://127.0.0.1:${(control.address() as AddressInfo).port}`;
  const file = join(directory, 'docker');
  await mkdir(directory, { recursive: true });
  await writeFile(file, `#!/bin/sh\n[ "$2" = logs ] || exec curl -fsS -X POST "${url}/$2/\${3#kafka-}"\n`);
  await chmod(file, 0o755);
  return directory;
}

async function startToxiproxy(directory: string): Promise<ChildProcess> {
  const config = join(directory, 'toxiproxy.json');
  const proxies = SARAMA_NODES.map(({ id, port, advertisedPort }) => ({
    name: `kafka${id}`,
    listen: `127.0.0.1:${advertisedPort}`,
    upstream: `127.0.0.1:${port}`,
    enabled: true,
  }));
  await writeFile(config, JSON.stringify(proxies));
  const server = spawn(join(directory, 'server'), ['-config', config], { stdio: 'ignore' });
  while ((await fetch(`http://127.0.0.1:${TOXIPROXY_PORT}/version`).catch(() => undefined)) === undefined) {
    if (server.exitCode !== null) throw new Error('toxiproxy did not start');
    await delay(50);
  }
  return server;
}
