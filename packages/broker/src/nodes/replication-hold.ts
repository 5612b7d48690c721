import type { FollowerScope } from '@testka/core';
import { administer } from '../administer.ts';
import { checkInteger, checkNames, checkObject, checkTopicName } from '../check.ts';
import { type BrokerContext, checkOpen } from '../context.ts';
import { dispose } from '../dispose.ts';
import { BrokerError } from '../errors.ts';
import { existingTopic } from '../existing.ts';
import type { ReplicationHold } from '../types/node.ts';

/** A follower that is held back, until it is released. */
export class Hold implements ReplicationHold {
  readonly scope: FollowerScope;
  readonly #context: BrokerContext;

  constructor(context: BrokerContext, scope: FollowerScope) {
    this.#context = context;
    this.scope = scope;
  }

  /** Whether it keeps the node from following this partition. */
  covers(node: number, topicName: string, partitionIndex: number): boolean {
    const { broker, topic = topicName, partition = partitionIndex } = this.scope;
    return broker === node && topic === topicName && partition === partitionIndex;
  }

  expire(): void {
    checkOpen(this.#context);
    if (this.#context.holds.has(this)) this.#submit('expire-follower');
  }

  release(): void {
    const { holds, driver } = this.#context;
    if (!holds.delete(this) || driver.end !== undefined) return;
    // Of several holds of the same, the last one counts.
    if ([...holds].some(({ scope }) => isWithin(scope, this.scope) && isWithin(this.scope, scope))) return;
    for (const hold of holds) if (isWithin(hold.scope, this.scope)) holds.delete(hold);
    this.#submit('release-follower');
  }

  #submit(type: 'expire-follower' | 'release-follower'): void {
    const command = { type, ...this.scope };
    // What it held may have been deleted since; there is nothing left to do then.
    if (this.#context.view.refusalOf(command) === undefined) this.#context.driver.submit({ kind: 'admin', command });
  }

  [dispose](): void {
    this.release();
  }
}

/** See `Node.holdReplication`. */
export function holdReplication(context: BrokerContext, broker: number, what: unknown): ReplicationHold {
  const scope = { broker, ...checkWhat(context, what) };
  administer(
    context,
    { type: 'hold-follower', ...scope },
    { code: 'ERR_INVALID_ARGUMENT', wayOut: 'see broker.nodes' },
  );
  const hold = new Hold(context, scope);
  context.holds.add(hold);
  return hold;
}

function checkWhat(context: BrokerContext, what: unknown): Omit<FollowerScope, 'broker'> {
  const code = 'ERR_INVALID_ARGUMENT';
  const { topic, partition, ...rest } = checkObject({ name: 'what holdReplication() holds', value: what, code });
  checkNames(Object.keys(rest), ['topic', 'partition'], 'holdReplication()', code);
  if (topic === undefined) {
    if (partition === undefined) return {};
    throw new BrokerError(code, 'holdReplication() is told a partition and no topic; say { topic, partition }');
  }
  const name = checkTopicName(topic);
  const existing = existingTopic(context, name, 'Create it with createTopics() first');
  if (partition === undefined) return { topic: name };
  const last = existing.partitions.length - 1;
  const given = { name: `the partition of topic "${name}"`, value: partition, code: 'ERR_INVALID_PARTITION' } as const;
  return { topic: name, partition: checkInteger(given, 0, last) };
}

function isWithin(one: FollowerScope, other: FollowerScope): boolean {
  const { broker, topic = one.topic, partition = one.partition } = other;
  return one.broker === broker && one.topic === topic && one.partition === partition;
}
