import { Cluster } from '@testka/core/cluster';
import { ApiVersionsRequest, codecOf, encodeRequestHeader, Writer } from '@testka/protocol';
import { expect, test } from 'vitest';
import { failureOf } from '../test/broker.ts';
import { Driver, type Outlet } from './driver.ts';
import type { BrokerError } from './errors.ts';

const OPTIONS = {
  seed: 1,
  brokers: [{ id: 1, rack: null }],
  configs: new Map<string, string>(),
  users: 'none',
  limits: { maxFetchWaitMs: 200 },
} as const;

function createCluster(now: number): Cluster {
  return new Cluster({ ...OPTIONS, now });
}

function request(): Buffer {
  const writer = new Writer();
  encodeRequestHeader(writer, { apiKey: 18, apiVersion: 0, correlationId: 7, clientId: 'raw' }, false);
  codecOf(ApiVersionsRequest, 0).encode(writer, { clientSoftwareName: '', clientSoftwareVersion: '' });
  return Buffer.concat(writer.finish());
}

const QUIET = {
  changed: () => {},
  asked: () => {},
  administers: () => {},
  called: () => {},
  proceeded: () => {},
  broke: () => {},
};

function recorded(): { outlet: Outlet; seen: string[] } {
  const seen: string[] = [];
  const outlet: Outlet = {
    respond: (chunks) => seen.push(`respond ${Buffer.concat([...chunks]).readInt32BE(4)}`),
    close: (reason) => seen.push(`close: ${reason}`),
    pause: () => seen.push('pause'),
    resume: () => seen.push('resume'),
    destroy: () => seen.push('destroy'),
  };
  return { outlet, seen };
}

test('effects go to the connection that they are about', () => {
  const driver = new Driver(createCluster, QUIET);
  const [one, two] = [recorded(), recorded()];
  driver.connect({ broker: 1, peer: { host: '127.0.0.1', port: 1 } }, one.outlet);
  const second = driver.connect({ broker: 1, peer: { host: '127.0.0.1', port: 2 } }, two.outlet);
  driver.submit({ kind: 'frame', connection: second, bytes: request() });
  expect([one.seen, two.seen]).toEqual([[], ['respond 7']]);
});

test('commands that come up in an effect wait their turn', () => {
  const driver = new Driver(createCluster, QUIET);
  const { outlet, seen } = recorded();
  const connection = driver.connect(
    { broker: 1, peer: { host: '127.0.0.1', port: 1 } },
    {
      ...outlet,
      respond: (chunks) => {
        if (seen.length === 0) driver.submit({ kind: 'frame', connection, bytes: request() });
        outlet.respond(chunks);
      },
    },
  );
  driver.submit({ kind: 'frame', connection, bytes: request() });
  expect(seen).toEqual(['respond 7', 'respond 7']);
});

test('a broker that contradicts itself closes its connections and says so from then on', async () => {
  const broken: BrokerError[] = [];
  const driver = new Driver(createCluster, { ...QUIET, broke: (error) => void broken.push(error) });
  driver.observe(() => {
    throw new Error('two and two are five');
  });
  const { outlet, seen } = recorded();
  const connection = driver.connect({ broker: 1, peer: { host: '127.0.0.1', port: 1 } }, outlet);
  driver.submit({ kind: 'frame', connection, bytes: request() });
  driver.submit({ kind: 'frame', connection, bytes: request() });
  expect(seen).toEqual(['close: the broker is broken']);
  expect(broken).toMatchObject([
    { code: 'ERR_BROKER_BROKEN', message: expect.stringContaining('two and two are five') },
  ]);
  const group = { groupsNames: [] };
  expect(await failureOf(() => driver.requestNow('DeleteGroups', group))).toBe(broken[0]);
  expect(await failureOf(() => driver.request('DeleteGroups', group))).toBe(broken[0]);
});

test('an alarm rings once, unless it is silenced', async () => {
  const driver = new Driver(createCluster, QUIET);
  const rung: string[] = [];
  await new Promise<void>((resolve) => {
    const silence = driver.alarm(1, () => rung.push('silenced'));
    driver.alarm(1, () => rung.push('first'));
    driver.alarm(10, resolve);
    silence();
  });
  expect(rung).toEqual(['first']);
});

test('the clock is watched only while something is due', () => {
  const driver = new Driver(createCluster, QUIET);
  driver.submit({ kind: 'tick' });
  expect(driver.clock.isWatched).toBe(false);
  const silence = driver.alarm(1000, () => {});
  expect(driver.clock.isWatched).toBe(true);
  silence();
  driver.submit({ kind: 'tick' });
  expect(driver.clock.isWatched).toBe(false);
});
