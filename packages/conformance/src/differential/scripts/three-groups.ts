import type { ApiName } from '@testka/protocol';
import type { Play, Script } from '../play.ts';
import type { Body, RawClient } from '../raw-client.ts';
import { commitBody, joinAlone, joinBody, syncBody } from './group-shapes.ts';
import { UNKNOWN_ID, versions } from './shapes.ts';

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
      const other = await play.placeTopic(first, 'other', [[3]]);
      const nobody = play.name('nobody');
      for (const groupId of [nobody, '']) {
        const { own } = await aroundCoordinator(play, groupId);
        await play.settle(own, 'OffsetFetch', 5, { groupId, topics: null, groups: [], requireStable: false });
      }
      for (const number of [1, 2, 3]) {
        const groupId = play.name(`g-${number}`);
        const { own, other: stranger } = await aroundCoordinator(play, groupId);
        await play.settle(own, 'OffsetFetch', 5, { groupId, topics: null, groups: [], requireStable: false });
        const { memberId, generationId } = await joinAlone(play, own, groupId, topic.name, 5);
        const both = async <A extends ApiName>(
          api: A,
          [min, max]: readonly [number, number],
          ...bodies: readonly Body<A>[]
        ): Promise<void> => {
          for (const version of versions(min, max)) {
            for (const [index, body] of bodies.entries()) {
              await play.ask(`${index + 1}, the coordinator`, own, api, version, body);
              await play.ask(`${index + 1}, another broker`, stranger, api, version, body);
            }
          }
        };
        const me = { groupId, generationId, memberId, groupInstanceId: null };
        const strangers = [{ groupId: nobody }, { groupId: '' }, { memberId: 'm' }, { generationId: 99 }];
        await both('Heartbeat', [0, 4], me, ...strangers.map((over) => ({ ...me, ...over })));
        const sync = syncBody(groupId, generationId, memberId);
        await both('SyncGroup', [0, 5], sync, ...strangers.map((over) => ({ ...sync, ...over })));
        const mine = { memberId, generationIdOrMemberEpoch: generationId };
        await both(
          'OffsetCommit',
          [2, 10],
          commitBody(groupId, topic, 4, mine),
          commitBody(groupId, other, 4, mine),
          commitBody(groupId, { name: nobody, topicId: UNKNOWN_ID }, 4, mine),
          commitBody(groupId, topic, 4, { ...mine, memberId: 'm' }),
          commitBody(groupId, topic, 4),
          commitBody(groupId, topic, 4, { topics: [] }),
        );
        const fetch = (id: string, ...partitionIndexes: number[]) => {
          const topics = [{ ...topic, partitionIndexes }];
          return { groupId: id, topics, groups: [{ groupId: id, topics }] };
        };
        await both(
          'OffsetFetch',
          [1, 10],
          ...[groupId, nobody, ''].flatMap((id) => [fetch(id, 0, 1), fetch(id, 9), fetch(id)]),
        );
        const describe = (...groups: string[]) => ({ groups, includeAuthorizedOperations: false });
        await both(
          'DescribeGroups',
          [0, 6],
          describe(groupId),
          describe(),
          describe(groupId, groupId),
          describe(''),
          describe(groupId, ''),
        );
        await both(
          'DeleteGroups',
          [0, 3],
          ...[[groupId], [], [groupId, groupId], [''], [groupId, '']].map((groupsNames) => ({ groupsNames })),
        );
        const remove = (id: string, name: string, ...partitions: number[]) => ({
          groupId: id,
          topics: [{ name, partitions: partitions.map((partitionIndex) => ({ partitionIndex })) }],
        });
        await both(
          'OffsetDelete',
          [0, 0],
          remove(groupId, topic.name, 0),
          remove(groupId, other.name, 0),
          remove(groupId, other.name, 7),
          remove(groupId, nobody, 0),
          remove('', topic.name, 0),
        );
        await both(
          'JoinGroup',
          [0, 9],
          joinBody(groupId, topic.name, { memberId: 'm' }),
          joinBody('', topic.name, { memberId: 'm' }),
          joinBody(groupId, topic.name, { memberId: 'm', sessionTimeoutMs: 1 }),
          joinBody(groupId, topic.name, { memberId: 'm', protocols: [] }),
          joinBody(groupId, topic.name, { memberId: 'm', protocolType: 'connect' }),
        );
        const leave = (id: string, ...members: string[]) => ({
          groupId: id,
          memberId: members[0] ?? '',
          members: members.map((each) => ({ memberId: each })),
        });
        await both(
          'LeaveGroup',
          [0, 5],
          leave(groupId, 'm'),
          leave(nobody, 'm'),
          leave('', 'm'),
          leave(groupId, ''),
          leave(groupId, memberId),
        );
        for (const version of versions(0, 5)) {
          const see = ({
            errorCode,
            groups,
          }: {
            errorCode: number;
            groups: readonly { groupId: string }[];
          }): unknown => [errorCode, groups.filter((group) => group.groupId === groupId)];
          for (const states of version < 4 ? [[]] : [[], ['Empty'], ['Stable'], ['odd'], ['Empty', 'Stable']]) {
            const filters = { statesFilter: states, typesFilter: [] };
            await play.ask(`${states.join()}, the coordinator`, own, 'ListGroups', version, filters, { see });
            await play.ask(`${states.join()}, another broker`, stranger, 'ListGroups', version, filters, { see });
          }
        }
      }
    },
  },
];
