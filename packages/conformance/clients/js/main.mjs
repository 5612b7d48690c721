import { runAlone } from './group.mjs';
import { run } from './harness.mjs';
import { followMoves } from './moves.mjs';
import { adminScenarios } from './scenarios-admin.mjs';
import { clusterScenarios } from './scenarios-cluster.mjs';
import { groupScenarios } from './scenarios-groups.mjs';
import { recordScenarios } from './scenarios-records.mjs';

/**
 * `program` runs the scenarios; `program member GROUP TOPIC` is the process that group-member-dies kills, and
 * `program moves GROUP TOPIC` the one whose brokers move.
 *
 * A library is an object with `version`, the factories `producer`, `member` and `admin`, the assignor's name, and what
 * it lets its user do: kafkajs-client.mjs shows them all. Their methods throw `Refused` for an error code of the broker.
 */
export async function main(library) {
  const [mode, group, topic] = process.argv.slice(2);
  if (mode === 'member') await runAlone(library, group, topic);
  else if (mode === 'moves') await followMoves(library, group, topic);
  else await run(library, { ...recordScenarios, ...groupScenarios, ...adminScenarios, ...clusterScenarios });
}
