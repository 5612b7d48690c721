/** Members of a group, and what holds for them together. */
import { setTimeout as delay } from 'node:timers/promises';
import { count, render } from './records.mjs';

/** The shortest session timeout brokers allow by default (group.min.session.timeout.ms). */
export const SHORT_SESSION_MS = 6_000;

/** Remembers what a member owns and what it got. */
class Member {
  #consumer;
  #owned = new Set();
  #received = [];
  #rebalances = 0;
  #positions = new Map();

  static async start(library, options) {
    const member = new Member();
    member.#consumer = await library.member({
      ...options,
      onAssigned: (partitions) => member.#assigned(partitions),
      onLost: () => member.#lost(),
      onRecord: (record) => member.#record(record),
    });
    return member;
  }

  #assigned(partitions) {
    this.#rebalances++;
    this.#owned = new Set(partitions);
  }

  #lost() {
    this.#rebalances++;
    this.#owned.clear();
  }

  #record(record) {
    this.#received.push(record);
    this.#positions.set(record.partition, record.offset + 1);
  }

  get partitions() {
    return [...this.#owned].sort((left, right) => left - right);
  }

  get rebalances() {
    return this.#rebalances;
  }

  get records() {
    return [...this.#received];
  }

  get consumer() {
    return this.#consumer;
  }

  /** Stores the position after everything received. */
  async commit() {
    for (const [partition, offset] of this.#positions) await this.#consumer.commitOffset(partition, offset, '');
  }

  /** Leaves the group (a static member does not: that is what static means). */
  async close() {
    await this.#consumer.close();
  }
}

/** The members of the scenario's group. */
export class Group {
  #trial;

  constructor(trial) {
    this.#trial = trial;
  }

  async join(topic, options = {}) {
    return this.#trial.own(
      await Member.start(this.#trial.library, { group: this.#trial.name(), topic, reset: 'earliest', ...options }),
    );
  }

  /** Waits until the members own exactly these numbers of partitions, together each partition once. */
  async awaitShares(partitionCount, members, ...shares) {
    const everyPartition = Array.from({ length: partitionCount }, (_, index) => index);
    await this.#trial.eventually('assignment', () => {
      const wrong = members.findIndex((member, index) => member.partitions.length !== shares[index]);
      if (wrong !== -1)
        return `member ${wrong} owns [${members[wrong].partitions}], expected ${shares[wrong]} partitions`;
      const union = members.flatMap((member) => member.partitions).sort((left, right) => left - right);
      return union.join() === everyPartition.join() ? undefined : `together they own [${union}]`;
    });
    this.#trial.check(true, 'assignment');
  }

  /** Waits for as many records as expected, then checks that they are the expected ones, each once. */
  async awaitRecords(members, lines) {
    const total = count(lines);
    const received = () => members.flatMap((member) => member.records);
    await this.#trial.eventually('records', () =>
      received().length < total ? `${received().length} of ${total} received` : undefined,
    );
    await delay(300); // A repeated record gets the time to arrive.
    this.#trial.equal('records received by the group', render(this.#trial, received()), lines);
  }

  /** After a stable assignment every record went to the member that owns its partition. */
  checkOwners(members) {
    for (const member of members) {
      for (const { partition } of member.records) {
        const problem = `owns [${member.partitions}] but got a record of partition ${partition}`;
        this.#trial.check(member.partitions.includes(partition), problem);
      }
    }
  }
}

/** The process that group-member-dies kills. It prints how many partitions it owns whenever that changes. */
export async function runAlone(library, group, topic) {
  const member = await Member.start(library, { group, topic, reset: 'earliest', sessionMs: SHORT_SESSION_MS });
  for (let printed = -1; ; await delay(20)) {
    if (member.partitions.length === printed) continue;
    printed = member.partitions.length;
    console.log(`owns ${printed}`);
  }
}
