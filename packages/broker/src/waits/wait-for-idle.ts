import type { ApiName } from '@testka/protocol';
import { checkInteger, checkWaitOptions, wrong } from '../check.ts';
import type { BrokerContext } from '../context.ts';
import { plural } from '../format.ts';
import { describeGroup } from '../group/describe-group.ts';
import { lagOf, totalLag } from '../group/lag.ts';
import { connectionsOf, partitionsOf } from '../group/readiness.ts';
import type { WaitOptions } from '../types/message.ts';
import type { CallSite } from './call-site.ts';
import { failureReport } from './report.ts';

export interface IdleOptions extends WaitOptions {
  quiet?: number;
  lag?: 'committed' | 'fetched';
}

/** Requests that are no sign of work: waiting for records, and saying that one is there. */
const NO_WORK: ReadonlySet<ApiName> = new Set<ApiName>(['Fetch', 'Heartbeat']);
const DEFAULT_QUIET_MS = 50;

/** See `Broker.waitForIdle`. */
export async function waitForIdle(context: BrokerContext, options: IdleOptions, calledAt: CallSite): Promise<void> {
  checkIdleOptions(options);
  await untilIdle(context, options, calledAt);
}

/** The same with options that were checked, but for the time limit, which may be what is left of another one. */
export async function untilIdle(context: BrokerContext, options: IdleOptions, calledAt: CallSite): Promise<void> {
  const { quiet = DEFAULT_QUIET_MS, lag = 'committed', ...rest } = options;
  const watch = new IdleWatch(context, quiet, lag);
  try {
    await context.waits.until(
      {
        check: () => watch.check(),
        explain: (within) => {
          const busy = watch.reasons();
          const why = busy.length === 0 ? watch.describeRestlessness() : busy.join('; ');
          return failureReport(context, {
            headline: `the broker was not idle ${within}: ${why}`,
            expected: 'idle',
            actual: busy,
            sections: [...context.view.groups.groups()].map(({ groupId }) => describeGroup(context, groupId).text),
            topics: [],
          });
        },
      },
      rest,
      calledAt,
    );
  } finally {
    watch.end();
  }
}

/**
 * @param others names of options besides those of `waitForIdle`, which have been or will be checked elsewhere
 * @throws BrokerError ERR_INVALID_ARGUMENT
 */
export function checkIdleOptions(options: unknown, others: readonly string[] = []): void {
  checkWaitOptions(options, ['quiet', 'lag', ...others]);
  const { quiet, lag } = options as IdleOptions;
  const code = 'ERR_INVALID_ARGUMENT';
  if (quiet !== undefined) checkInteger({ name: 'quiet', value: quiet, code }, 0);
  if (lag !== undefined && lag !== 'committed' && lag !== 'fetched')
    throw wrong({ name: 'lag', value: lag, code }, "'committed' or 'fetched'");
}

/** Sees whether nothing happens, for how long. */
class IdleWatch {
  readonly #context: BrokerContext;
  readonly #quietMs: number;
  readonly #lag: 'committed' | 'fetched';
  #activity = -1;
  #quietSinceMs: number | undefined;
  /** How often something was asked for when there had been silence. */
  #interruptions = 0;
  #silence: (() => void) | undefined;

  constructor(context: BrokerContext, quietMs: number, lag: 'committed' | 'fetched') {
    this.#context = context;
    this.#quietMs = quietMs;
    this.#lag = lag;
  }

  check(): { value: undefined } | undefined {
    const { driver, journal } = this.#context;
    const nowMs = driver.clock.steadyNow();
    const isSame = journal.activity === this.#activity;
    this.#activity = journal.activity;
    if (this.reasons().length > 0) {
      this.#quietSinceMs = undefined;
      return undefined;
    }
    if (!isSame && this.#quietSinceMs !== undefined) this.#interruptions += 1;
    if (!isSame || this.#quietSinceMs === undefined) this.#quietSinceMs = nowMs;
    const leftMs = this.#quietSinceMs + this.#quietMs - nowMs;
    if (leftMs <= 0) return { value: undefined };
    this.end();
    this.#silence = driver.alarm(leftMs, () => this.#context.waits.changed());
    return undefined;
  }

  end(): void {
    this.#silence?.();
    this.#silence = undefined;
  }

  /** Why it was not silent for long enough, where nothing is going on. */
  describeRestlessness(): string {
    if (this.#interruptions > 0) return `requests kept coming, less than ${this.#quietMs} ms apart`;
    return `nothing was going on any more, but there was no time left for ${this.#quietMs} ms of silence`;
  }

  /** What is still going on, in words. */
  reasons(): string[] {
    return [...this.#unanswered(), ...this.#behind()];
  }

  #unanswered(): string[] {
    return [...this.#context.view.connections.values()].flatMap(({ clientId, inProgress, queue }) => {
      const isWorking = inProgress !== undefined && !NO_WORK.has(inProgress);
      if (isWorking) return [`${inProgress} of client "${clientId}" is not answered`];
      return queue.length > 0 ? [`${plural(queue.length, 'request')} of client "${clientId}" waits`] : [];
    });
  }

  #behind(): string[] {
    const { view } = this.#context;
    return [...view.groups.groups()].flatMap((group) => {
      if (group.state === 'Empty' || group.state === 'Dead') return [];
      if (group.state !== 'Stable') return [`group "${group.groupId}" is rebalancing`];
      const lag =
        this.#lag === 'committed' ? totalLag(lagOf(this.#context, group.groupId)) : this.#unread(group.groupId);
      return lag === 0 ? [] : [`group "${group.groupId}" has a lag of ${lag}`];
    });
  }

  /** Records that no member has asked for beyond. */
  #unread(groupId: string): number {
    const { view } = this.#context;
    let count = 0;
    for (const member of view.groups.group(groupId)?.memberViews() ?? []) {
      const connections = connectionsOf(view, member);
      for (const { topic, partition: index } of partitionsOf(member)) {
        const partition = view.metadata.partition(topic, index);
        if (partition === undefined) continue;
        const read = connections.map(({ positions }) => positions.of(partition)?.offset ?? 0);
        count += Math.max(0, partition.highWatermark - Math.max(partition.log.logStartOffset, ...read));
      }
    }
    return count;
  }
}
