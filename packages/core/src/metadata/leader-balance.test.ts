import { expect, test } from 'vitest';
import { ThreeBrokers } from '../../test/cluster.ts';
import { batchOf, produceTo } from '../../test/harness.ts';

const INTERVAL_MS = 300_000;

/** Topic "t" on all three, led by the first, which has been away: the second leads. */
function unbalanced(configs: Record<string, string> = {}): ThreeBrokers {
  const harness = new ThreeBrokers(configs);
  harness.createOn('t', [[1, 2, 3]]);
  harness.admin({ type: 'stop-broker', broker: 1, election: true });
  harness.admin({ type: 'start-broker', broker: 1 });
  return harness;
}

function leaderOf(harness: ThreeBrokers, topic = 't', partition = 0) {
  const { leader, leaderEpoch } = harness.stateOf(topic, partition);
  return { leader, leaderEpoch };
}

test('the preferred replica leads again at the next look, with the next epoch', () => {
  const harness = unbalanced();
  harness.advance(INTERVAL_MS - 1);
  expect(leaderOf(harness)).toEqual({ leader: 2, leaderEpoch: 1 });
  harness.advance(1);
  expect(leaderOf(harness)).toEqual({ leader: 1, leaderEpoch: 2 });
});

test('looks come at intervals from the start on, whenever somebody else came to lead', () => {
  const harness = new ThreeBrokers();
  harness.createOn('t', [[1, 2, 3]]);
  harness.advance(2 * INTERVAL_MS + 1000);
  harness.admin({ type: 'move-leader', topic: 't', partition: 0, broker: 3 });
  harness.advance(INTERVAL_MS - 1001);
  expect(leaderOf(harness)).toEqual({ leader: 3, leaderEpoch: 1 });
  harness.advance(1);
  expect(leaderOf(harness)).toEqual({ leader: 1, leaderEpoch: 2 });
});

test('one partition of many is enough', () => {
  const harness = new ThreeBrokers();
  harness.createOn(
    'many',
    Array.from({ length: 50 }, () => [1, 2, 3]),
  );
  harness.admin({ type: 'move-leader', topic: 'many', partition: 7, broker: 2 });
  harness.advance(INTERVAL_MS);
  expect(leaderOf(harness, 'many', 7)).toEqual({ leader: 1, leaderEpoch: 2 });
  expect(leaderOf(harness, 'many', 8)).toEqual({ leader: 1, leaderEpoch: 0 });
});

test('a preferred replica that does not run, or is not in sync, does not lead; it does when it is', () => {
  const harness = unbalanced();
  harness.admin({ type: 'hold-follower', broker: 1, topic: 't', partition: 0 });
  produceTo(harness.connect('a', 2), 't', batchOf(['x']), { acks: 1 });
  harness.admin({ type: 'expire-follower', broker: 1, topic: 't', partition: 0 });
  expect(harness.stateOf('t').isr).toEqual([2, 3]);
  harness.advance(INTERVAL_MS);
  expect(leaderOf(harness)).toEqual({ leader: 2, leaderEpoch: 1 });
  harness.admin({ type: 'release-follower', broker: 1, topic: 't', partition: 0 });
  harness.advance(INTERVAL_MS - 1);
  expect(leaderOf(harness)).toEqual({ leader: 2, leaderEpoch: 1 });
  harness.advance(1);
  expect(leaderOf(harness)).toEqual({ leader: 1, leaderEpoch: 2 });
});

test('a partition that nobody leads is left alone', () => {
  const harness = unbalanced();
  harness.admin({ type: 'move-leader', topic: 't', partition: 0, broker: -1 });
  harness.advance(2 * INTERVAL_MS);
  expect(leaderOf(harness)).toEqual({ leader: -1, leaderEpoch: 2 });
});

test('the interval is a config, in seconds, and so is whether anybody looks', () => {
  const soon = unbalanced({ 'leader.imbalance.check.interval.seconds': '2' });
  soon.advance(2000);
  expect(leaderOf(soon)).toEqual({ leader: 1, leaderEpoch: 2 });
  const never = unbalanced({ 'auto.leader.rebalance.enable': 'false' });
  never.advance(10 * INTERVAL_MS);
  expect(leaderOf(never)).toEqual({ leader: 2, leaderEpoch: 1 });
});

test.each(['0', '-5'])('an interval of %s is the shortest', (interval) => {
  const harness = unbalanced({ 'leader.imbalance.check.interval.seconds': interval });
  harness.advance(1);
  expect(leaderOf(harness)).toEqual({ leader: 1, leaderEpoch: 2 });
});

test('while all controllers are paused nobody looks; the first that goes on does', () => {
  const harness = unbalanced({ 'broker.session.timeout.ms': `${10 * INTERVAL_MS}` });
  for (const broker of [1, 2, 3]) harness.admin({ type: 'pause-broker', broker });
  harness.advance(INTERVAL_MS);
  expect(leaderOf(harness)).toEqual({ leader: 2, leaderEpoch: 1 });
  harness.admin({ type: 'resume-broker', broker: 3 });
  harness.advance(INTERVAL_MS);
  expect(leaderOf(harness)).toEqual({ leader: 1, leaderEpoch: 2 });
});

test('while the preferred replica is away there is nothing to look for', () => {
  const harness = new ThreeBrokers();
  harness.createOn('t', [[1, 2, 3]]);
  const before = harness.cluster.nextDeadline();
  harness.admin({ type: 'stop-broker', broker: 1, election: true });
  expect(harness.cluster.nextDeadline()).toBe(before);
  harness.admin({ type: 'start-broker', broker: 1 });
  expect(harness.cluster.nextDeadline()).toBe(harness.now + INTERVAL_MS);
});

test('no timer is left when all lead that should', () => {
  const harness = new ThreeBrokers();
  harness.createOn('t', [[1, 2, 3]]);
  const before = harness.cluster.nextDeadline();
  harness.admin({ type: 'move-leader', topic: 't', partition: 0, broker: 2 });
  expect(harness.cluster.nextDeadline()).toBe(harness.now + INTERVAL_MS);
  harness.advance(INTERVAL_MS);
  expect(harness.cluster.nextDeadline()).toBe(before);
});
