import { describe, expect, test } from 'vitest';
import { ThreeBrokers } from '../../test/cluster.ts';
import { batchOf, fetchOf, produceTo } from '../../test/harness.ts';
import type { AdminCommand } from '../command.ts';

/** Three brokers and topic "t" on all of them, led by the first. */
function cluster(): ThreeBrokers {
  const harness = new ThreeBrokers();
  harness.createOn('t', [[1, 2, 3]]);
  return harness;
}

function stateOf(harness: ThreeBrokers) {
  const { leader, leaderEpoch, isr } = harness.stateOf('t');
  return { leader, leaderEpoch, isr, live: harness.live };
}

describe('a broker that is stopped in order', () => {
  test('hands its leadership to the next in-sync replica and leaves the in-sync set', () => {
    const harness = cluster();
    harness.admin({ type: 'stop-broker', broker: 1, election: true });
    expect(stateOf(harness)).toEqual({ leader: 2, leaderEpoch: 1, isr: [2, 3], live: [2, 3] });
  });

  test('closes its connections and lets nobody in', () => {
    const harness = cluster();
    const [on1, on2] = [harness.connect('a', 1), harness.connect('a', 2)];
    harness.admin({ type: 'stop-broker', broker: 1, election: true });
    expect([on1.closed, on2.closed]).toEqual(['broker 1 stopped', undefined]);
    expect(harness.connect('a', 1).closed).toBe('broker 1 is stopped');
  });

  test('leaves its partitions without a leader when nobody is to be elected', () => {
    const harness = cluster();
    harness.admin({ type: 'stop-broker', broker: 1, election: false });
    expect(stateOf(harness)).toEqual({ leader: -1, leaderEpoch: 1, isr: [2, 3], live: [2, 3] });
  });

  test('is in sync again once it has started, but does not lead', () => {
    const harness = cluster();
    harness.admin({ type: 'stop-broker', broker: 1, election: true });
    harness.admin({ type: 'start-broker', broker: 1 });
    expect(stateOf(harness)).toEqual({ leader: 2, leaderEpoch: 1, isr: [1, 2, 3], live: [1, 2, 3] });
    expect(harness.connect('a', 1).closed).toBeUndefined();
  });
});

describe('a broker that does not answer any more', () => {
  test.each(['kill-broker', 'pause-broker'] as const)('leads until its session ends: %s', (type) => {
    const harness = cluster();
    harness.admin({ type, broker: 1 });
    harness.advance(8999);
    expect(stateOf(harness)).toEqual({ leader: 1, leaderEpoch: 0, isr: [1, 2, 3], live: [1, 2, 3] });
    harness.advance(1);
    expect(stateOf(harness)).toEqual({ leader: 2, leaderEpoch: 1, isr: [2, 3], live: [2, 3] });
  });

  test('paused, takes requests and answers them when it goes on', () => {
    const harness = cluster();
    const client = harness.connect('a', 2);
    harness.admin({ type: 'pause-broker', broker: 2 });
    const [early, late] = [client, harness.connect('a', 2)].map((each) =>
      each.send('ListGroups', 4, { statesFilter: [], typesFilter: [] }),
    );
    expect([early?.response, late?.response]).toEqual([undefined, undefined]);
    harness.admin({ type: 'resume-broker', broker: 2 });
    expect([early?.response?.errorCode, late?.response?.errorCode]).toEqual([0, 0]);
  });

  test('paused, keeps to itself what it would have answered to those who wait', () => {
    const harness = cluster();
    const client = harness.connect('a', 1);
    const fetch = client.send('Fetch', 4, fetchOf('t', 0, { maxWaitMs: 500 }));
    harness.admin({ type: 'pause-broker', broker: 1 });
    harness.advance(500);
    expect(fetch.response).toBeUndefined();
    harness.admin({ type: 'resume-broker', broker: 1 });
    expect(fetch.response?.responses[0]?.partitions[0]?.errorCode).toBe(0);
  });

  test('fenced while it was paused, is in sync again when it goes on', () => {
    const harness = cluster();
    harness.admin({ type: 'pause-broker', broker: 1 });
    harness.advance(9000);
    harness.admin({ type: 'resume-broker', broker: 1 });
    expect(stateOf(harness)).toEqual({ leader: 2, leaderEpoch: 1, isr: [1, 2, 3], live: [1, 2, 3] });
  });
});

test('a leader is moved to an in-sync replica, or away', () => {
  const harness = cluster();
  harness.admin({ type: 'move-leader', topic: 't', partition: 0, broker: 3 });
  expect(stateOf(harness)).toMatchObject({ leader: 3, leaderEpoch: 1 });
  expect(produceTo(harness.connect('a', 3), 't', batchOf(['x']))?.errorCode).toBe(0);
  harness.admin({ type: 'move-leader', topic: 't', partition: 0, broker: -1 });
  expect(stateOf(harness)).toMatchObject({ leader: -1, leaderEpoch: 2 });
  harness.admin({ type: 'move-leader', topic: 't', partition: 0, broker: 1 });
  expect(stateOf(harness)).toMatchObject({ leader: 1, leaderEpoch: 3 });
});

test.each<{ command: AdminCommand; says: string }>([
  { command: { type: 'stop-broker', broker: 9, election: true }, says: 'there is no broker 9' },
  { command: { type: 'start-broker', broker: 1 }, says: 'broker 1 was not stopped' },
  { command: { type: 'resume-broker', broker: 1 }, says: 'broker 1 is not paused' },
  { command: { type: 'hold-follower', broker: 1, topic: 'u' }, says: 'there is no topic "u"' },
  {
    command: { type: 'hold-follower', broker: 1, topic: 't', partition: 1 },
    says: 'topic "t" has no partition 1',
  },
  {
    command: { type: 'move-leader', topic: 't', partition: 0, broker: 4 },
    says: 'broker 4 has no replica of partition 0 of topic "t", which lies on 1, 2, 3',
  },
])('$command.type is refused where it makes no sense: $says', ({ command, says }) => {
  expect(cluster().cluster.view.refusalOf(command)).toBe(says);
});
