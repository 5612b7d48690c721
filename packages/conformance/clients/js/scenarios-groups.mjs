/** Classic groups: who owns what, and that nothing is lost or read twice when that changes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Group, SHORT_SESSION_MS } from './group.mjs';
import { expected, make, produce } from './records.mjs';

export const groupScenarios = {
  'group-of-one': groupOfOne,
  'group-of-two': (trial) => groupOf(trial, { memberCount: 2, partitionCount: 6, recordCount: 120 }),
  'group-of-twenty': (trial) => groupOf(trial, { memberCount: 20, partitionCount: 40, recordCount: 400 }),
  'group-member-joins': memberJoins,
  'group-member-leaves': memberLeaves,
  'group-member-dies': memberDies,
  'group-static-restart': staticRestart,
  'commit-and-resume': commitAndResume,
};

function stopwatch() {
  const startedAt = performance.now();
  return () => Math.round(performance.now() - startedAt);
}

async function groupOfOne(trial) {
  const [group, topic, records] = [new Group(trial), await trial.topic({ partitionCount: 4 }), make(100, 4)];
  await produce(trial, topic, records);
  const members = [await group.join(topic)];
  await group.awaitShares(4, members, 4);
  await group.awaitRecords(members, expected(trial, records));
  return '100 records';
}

/** All members start at once; the assignor gives all the same number of a topic's partitions. */
async function groupOf(trial, { memberCount, partitionCount, recordCount }) {
  const [group, topic] = [new Group(trial), await trial.topic({ partitionCount })];
  const elapsed = stopwatch();
  const members = await Promise.all(Array.from({ length: memberCount }, () => group.join(topic)));
  await group.awaitShares(partitionCount, members, ...members.map(() => partitionCount / memberCount));
  const stableAfterMs = elapsed();
  const records = make(recordCount, partitionCount);
  await produce(trial, topic, records);
  await group.awaitRecords(members, expected(trial, records));
  group.checkOwners(members);
  return `stable after ${stableAfterMs} ms`;
}

/** The group reads and commits the first half, changes, and reads the second: losses and repeats show at the end. */
async function phases(trial, topic, members, change) {
  const [group, records] = [new Group(trial), make(120, 6)];
  await produce(trial, topic, records.slice(0, 60));
  await group.awaitRecords(members, expected(trial, records.slice(0, 60)));
  for (const member of members) await member.commit();
  const everyone = await change();
  await produce(trial, topic, records.slice(60));
  await group.awaitRecords(everyone, expected(trial, records));
}

async function memberJoins(trial) {
  const [group, topic] = [new Group(trial), await trial.topic({ partitionCount: 6 })];
  const first = await group.join(topic, { cooperative: true });
  await group.awaitShares(6, [first], 6);
  let tookMs;
  await phases(trial, topic, [first], async () => {
    const elapsed = stopwatch();
    const both = [first, await group.join(topic, { cooperative: true })];
    await group.awaitShares(6, both, 3, 3);
    tookMs = elapsed();
    return both;
  });
  return `3 and 3 after ${tookMs} ms`;
}

async function memberLeaves(trial) {
  const [group, topic] = [new Group(trial), await trial.topic({ partitionCount: 6 })];
  const both = await Promise.all([1, 2].map(() => group.join(topic, { cooperative: true })));
  await group.awaitShares(6, both, 3, 3);
  let tookMs;
  await phases(trial, topic, both, async () => {
    const elapsed = stopwatch();
    await both[1].close();
    await group.awaitShares(6, both.slice(0, 1), 6);
    tookMs = elapsed();
    return both;
  });
  trial.check(tookMs < 15_000, `took over after ${tookMs} ms, expected a leave, not a session timeout`);
  return `taken over after ${tookMs} ms`;
}

async function memberDies(trial) {
  const [group, topic] = [new Group(trial), await trial.topic({ partitionCount: 6 })];
  const survivor = await group.join(topic, { sessionMs: SHORT_SESSION_MS });
  await group.awaitShares(6, [survivor], 6);
  const victim = await startMember(trial, topic);
  await trial.eventually("survivor's share", () =>
    survivor.partitions.length === 3 ? undefined : `owns [${survivor.partitions}]`,
  );
  const elapsed = stopwatch();
  await victim.close();
  await group.awaitShares(6, [survivor], 6);
  const tookMs = elapsed();
  // The last heartbeat was at most one interval (500 ms) and a pause of a busy machine before the kill.
  trial.check(tookMs > 4_000, `the dead member lost its partitions after ${tookMs} ms, its session lasts 6 s`);
  trial.check(tookMs < 15_000, `the dead member kept its partitions for ${tookMs} ms, its session lasts 6 s`);
  const records = make(60, 6);
  await produce(trial, topic, records);
  await group.awaitRecords([survivor], expected(trial, records));
  return `taken over after ${tookMs} ms`;
}

/** Starts this program as a member and resolves when it owns half of the partitions; `close` kills it. */
async function startMember(trial, topic) {
  const child = spawn(process.execPath, [process.argv[1], 'member', trial.name(), topic], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const victim = trial.own({
    async close() {
      child.kill('SIGKILL');
      await exited;
    },
  });
  let lastLine = '(nothing printed)';
  createInterface({ input: child.stdout }).on('line', (line) => {
    lastLine = line;
  });
  await trial.eventually('the member process', () => (lastLine === 'owns 3' ? undefined : lastLine));
  return victim;
}

async function staticRestart(trial) {
  const [group, topic] = [new Group(trial), await trial.topic({ partitionCount: 6 })];
  const stays = await group.join(topic, { instanceId: 'a' });
  const restarts = await group.join(topic, { instanceId: 'b' });
  await group.awaitShares(6, [stays, restarts], 3, 3);
  const [partitionsBefore, rebalancesBefore] = [restarts.partitions, stays.rebalances];
  const generationBefore = stays.consumer.generation();
  let restarted;
  await phases(trial, topic, [stays, restarts], async () => {
    await restarts.close();
    restarted = await group.join(topic, { instanceId: 'b' });
    await group.awaitShares(6, [stays, restarted], 3, 3);
    return [stays, restarts, restarted];
  });
  trial.equal('partitions after the restart', restarted.partitions, partitionsBefore);
  trial.equal('rebalances the other member saw', stays.rebalances - rebalancesBefore, 0);
  trial.equal('generation', restarted.consumer.generation(), generationBefore);
  return `generation ${generationBefore ?? '(not shown)'} before and after`;
}

async function commitAndResume(trial) {
  const [group, topic, records] = [new Group(trial), await trial.topic(), make(100)];
  const lines = expected(trial, records);
  await produce(trial, topic, records);
  const first = await group.join(topic);
  await group.awaitRecords([first], lines);
  const metadata = trial.library.commitsMetadata ? 'checkpoint' : '';
  await first.consumer.commitOffset(0, 40, metadata);
  await first.close();
  const committed = await (await trial.admin()).groupOffsets(trial.name(), topic);
  trial.equal('committed', committed, new Map([[0, { offset: 40, metadata }]]));
  const second = await group.join(topic);
  await group.awaitRecords([second], new Map([[0, lines.get(0).slice(40)]]));
  return 'resumed at 40';
}
