import type { Step } from '../differential/play.ts';
import type { Action } from './action.ts';
import * as groups from './groups.ts';
import { performMove } from './moves.ts';
import * as offsets from './offsets.ts';
import * as records from './records.ts';
import { settleGroups } from './settle.ts';
import * as topics from './topics.ts';
import { World } from './world.ts';

/** What came of each action: an action may ask several things, or none. */
export type Outcomes = readonly (readonly Step[])[];

/** Plays actions against one broker, under names that begin with `prefix`, and leaves nothing behind. */
export async function playSequence(
  actions: readonly Action[],
  bootstrapServers: string,
  prefix: string,
): Promise<Outcomes> {
  const world = new World(bootstrapServers, prefix);
  const outcomes: Step[][] = [];
  try {
    await settleGroups(world);
    for (const action of actions) {
      const before = world.play.steps.length;
      await perform(world, action);
      const steps = world.play.steps.slice(before);
      const label = `action ${outcomes.length + 1}, ${action.do}`;
      outcomes.push(steps.map((step) => ({ ...step, label: `${label}: ${step.label}` })));
    }
    await cleanUp(world);
  } finally {
    world.close();
  }
  return outcomes;
}

function perform(world: World, action: Action): Promise<void> {
  switch (action.do) {
    case 'produce':
      return records.produce(world, action);
    case 'fetch':
      return records.fetch(world, action);
    case 'poll':
      return records.poll(world, action, (each) => perform(world, each));
    case 'list-offsets':
      return records.listOffsets(world, action);
    case 'epoch-end':
      return records.epochEnd(world, action);
    case 'delete-records':
      return records.deleteRecords(world, action);
    case 'create-topic':
      return topics.createTopic(world, action);
    case 'delete-topic':
      return topics.deleteTopic(world, action);
    case 'create-partitions':
      return topics.createPartitions(world, action);
    case 'alter-configs':
      return topics.alterConfigs(world, action);
    case 'replace-configs':
      return topics.replaceConfigs(world, action);
    case 'describe-configs':
      return topics.describeConfigs(world, action);
    case 'metadata':
      return topics.metadata(world, action);
    case 'describe-partitions':
      return topics.describePartitions(world, action);
    case 'commit':
      return offsets.commit(world, action);
    case 'offset-fetch':
      return offsets.offsetFetch(world, action);
    case 'offset-delete':
      return offsets.offsetDelete(world, action);
    case 'delete-groups':
      return groups.deleteGroups(world, action);
    case 'describe-groups':
      return groups.describeGroups(world, action);
    case 'list-groups':
      return groups.listGroups(world, action);
    case 'join':
      return groups.join(world, action);
    case 'sync':
      return groups.sync(world, action);
    case 'heartbeat':
      return groups.heartbeat(world, action);
    case 'leave':
      return groups.leave(world, action);
    default:
      return performMove(world, action);
  }
}

/** Thousands of sequences share a broker. */
async function cleanUp(world: World): Promise<void> {
  await records.closeSessions(world);
  await groups.removeGroups(world);
  const names = [...world.topicIds.keys()].map((topic) => world.topicName(topic));
  await world.quietly('DeleteTopics', 5, { topics: [], topicNames: names, timeoutMs: 10_000 });
}
