import type { ApiName } from '@testka/protocol';
import type { Play, Script } from '../play.ts';
import type { Body, RawClient } from '../raw-client.ts';
import { commitBody, joinAlone, joinBody, syncBody } from './group-shapes.ts';
import { versions } from './shapes.ts';

/** Connections to the coordinator of a group, and to a broker that is not. */
async function aroundCoordinator(play: Play, groupId: string): Promise<{ own: RawClient; other: RawClient }> {
  const client = await play.connect();
  const found = await play.settle(client, 'FindCoordinator', 2, { key: groupId, keyType: 0, coordinatorKeys: [] });
  return { own: await play.connect('own', found.nodeId), other: await play.connect('other', (found.nodeId % 3) + 1) };
}

/** Groups and their coordinator. `__consumer_offsets` is placed by hand, so that it is the same on both sides. */
export const THREE_GROUP_SCRIPTS: readonly Script[] = [
  {
    name: 'three-coordinators',
    nodes: 3,
    async run(play) {
      const groups = ['a', 'b', 'c', 'd', 'e', 'f'].map((base) => play.name(base));
      for (const node of [1, 2, 3]) {
        const client = await play.connect('raw', node);
        for (const groupId of groups) {
          await play.settle(client, 'FindCoordinator', 2, { key: groupId, keyType: 0, coordinatorKeys: [] });
          for (const version of versions(0, 3))
            await play.ask(`of ${groupId.slice(-1)}, node ${node}`, client, 'FindCoordinator', version, {
              key: groupId,
              keyType: 0,
              coordinatorKeys: [],
            });
        }
        for (const version of versions(4, 6)) {
          const ask = (label: string, coordinatorKeys: string[], keyType = 0) =>
            play.ask(`${label}, node ${node}`, client, 'FindCoordinator', version, {
              key: '',
              keyType,
              coordinatorKeys,
            });
          await ask('of all', groups);
          await ask('of one', groups.slice(0, 1));
          await ask('of one twice', [...groups.slice(0, 1), ...groups.slice(0, 1)]);
          await ask('of the nameless', ['']);
          await ask('of an odd type', groups, 9);
        }
      }
    },
  },
  {
    name: 'three-groups',
    nodes: 3,
    async run(play) {
      const first = await play.connect();
      const topic = await play.placeTopic(first, 'orders', [[1], [2], [3]]);
      for (const base of ['a', 'b', 'c', 'd']) {
        const groupId = play.name(base);
        const { own, other } = await aroundCoordinator(play, groupId);
        await play.settle(own, 'OffsetFetch', 5, { groupId, topics: null, groups: [], requireStable: false });
        const { memberId, generationId } = await joinAlone(play, own, groupId, topic.name, 5);
        const both = async <A extends ApiName>(api: A, [min, max]: readonly [number, number], body: Body<A>) => {
          for (const version of versions(min, max)) {
            await play.ask('the coordinator', own, api, version, body);
            await play.ask('another broker', other, api, version, body);
          }
        };
        const me = { groupId, generationId, memberId, groupInstanceId: null };
        await both('Heartbeat', [0, 4], me);
        await both('SyncGroup', [0, 5], syncBody(groupId, generationId, memberId));
        await both(
          'OffsetCommit',
          [2, 10],
          commitBody(groupId, topic, 4, { memberId, generationIdOrMemberEpoch: generationId }),
        );
        const topics = [{ ...topic, partitionIndexes: [0, 1] }];
        await both('OffsetFetch', [1, 10], { groupId, topics, groups: [{ groupId, topics }] });
        await both('DescribeGroups', [0, 6], { groups: [groupId], includeAuthorizedOperations: false });
        await both('DeleteGroups', [0, 3], { groupsNames: [groupId, play.name('nobody')] });
        const deleted = [{ name: topic.name, partitions: [{ partitionIndex: 0 }] }];
        await both('OffsetDelete', [0, 0], { groupId, topics: deleted });
        for (const version of versions(0, 9)) {
          const join = joinBody(groupId, topic.name, { memberId: 'm' });
          await play.ask('the coordinator', own, 'JoinGroup', version, join);
          await play.ask('another broker', other, 'JoinGroup', version, join);
        }
        await both('LeaveGroup', [0, 5], { groupId, memberId: 'm', members: [{ memberId: 'm' }] });
        for (const version of versions(0, 5)) {
          const see = ({
            errorCode,
            groups,
          }: {
            errorCode: number;
            groups: readonly { groupId: string }[];
          }): unknown => [errorCode, groups.filter((group) => group.groupId === groupId)];
          const filters = { statesFilter: [], typesFilter: [] };
          await play.ask('the coordinator', own, 'ListGroups', version, filters, { see });
          await play.ask('another broker', other, 'ListGroups', version, filters, { see });
        }
      }
    },
  },
];
