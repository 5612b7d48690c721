import { setTimeout as delay } from 'node:timers/promises';
import type { Play } from '../play.ts';
import type { RawClient } from '../raw-client.ts';

type Part = readonly [entityType: string, entityName: string | null];

/** One entity of AlterClientQuotas; null removes a quota. */
export function entry(parts: readonly Part[], quotas: Readonly<Record<string, number | null>>) {
  return {
    entity: parts.map(([entityType, entityName]) => ({ entityType, entityName })),
    ops: Object.entries(quotas).map(([key, value]) => ({ key, value: value ?? 0, remove: value === null })),
  };
}

export type Entry = ReturnType<typeof entry>;

/** Quotas hold for the whole broker: what a script has set must not reach the next one. */
export async function removeAll(play: Play, client: RawClient): Promise<void> {
  const { entries } = await play.settle(client, 'DescribeClientQuotas', 1, { components: [], strict: false });
  const removals = (entries ?? []).map(({ entity, values }) => ({
    entity,
    ops: values.map(({ key }) => ({ key, value: 0, remove: true })),
  }));
  await play.settle(client, 'AlterClientQuotas', 1, { entries: removals, validateOnly: false });
}

/** Bytes per second; what exceeds ten times as much within a first moment is throttled, for a ms a byte. */
export const BOUND = 1000;

/** Names of clients that `untilThrottled` tries. */
export const PROBES = Array.from({ length: 50 }, (_, index) => `probe${index}`);

/** Sets quotas of clients of this script. It takes a moment until Kafka's brokers and controllers know them. */
export async function limit(
  play: Play,
  client: RawClient,
  names: readonly string[],
  key: string,
  value: number,
): Promise<void> {
  const entries = names.map((name) => entry([['client-id', play.name(name)]], { [key]: value }));
  await play.settle(client, 'AlterClientQuotas', 1, { entries, validateOnly: false });
}

/** Tries until the quotas have arrived, with another client each time. */
export async function untilThrottled(attempt: (name: string) => Promise<number>): Promise<void> {
  for (let count = 0; count < PROBES.length; count++) {
    if ((await attempt(`probe${count}`)) > 0) return;
    await delay(100);
  }
  throw new Error('the quotas did not arrive');
}

/** So many questions are answered long before a mute ends; one that is not muted is not behind them, whichever thread is late. */
const QUESTIONS = 10;

/** The connection that is throttled answers later than one of the same client that asks after it, time and again. */
export async function showsMute(
  play: Play,
  name: string,
  exceed: (client: RawClient) => Promise<unknown>,
): Promise<void> {
  const client = await play.connect(play.name(name));
  const other = await play.connect(play.name(name));
  await exceed(client);
  const answered: string[] = [];
  const ask = async (who: string, asked: RawClient, times: number): Promise<void> => {
    for (let count = 0; count < times; count++) {
      await asked.ask('ApiVersions', 3, { clientSoftwareName: 'raw', clientSoftwareVersion: '1' });
    }
    answered.push(who);
  };
  await Promise.all([ask('the throttled connection', client, 1), ask('the other connection', other, QUESTIONS)]);
  play.noteText(`${name}: the order of answers`, answered.join(', '));
}
