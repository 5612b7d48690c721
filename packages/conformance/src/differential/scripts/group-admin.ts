import type { Script } from '../play.ts';
import { commitBody, joinAlone } from './group-shapes.ts';
import { versions } from './shapes.ts';

/** Groups as an administrator sees them, and where they are found. */
export const GROUP_ADMIN_SCRIPTS: readonly Script[] = [
  {
    name: 'group-admin',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      const other = await play.createTopic(client, 'other');
      const live = await play.group(client, 'live');
      const { memberId, generationId } = await joinAlone(play, client, live, topic.name, 5);
      const simple = await play.group(client, 'simple');
      for (const each of [topic, other]) {
        await play.ask('commit, simple', client, 'OffsetCommit', 6, commitBody(simple, each, 3));
        await play.ask(
          'commit, live',
          client,
          'OffsetCommit',
          6,
          commitBody(live, each, 3, { memberId, generationIdOrMemberEpoch: generationId }),
        );
      }
      await play.ask('a stranger commits to a live group', client, 'OffsetCommit', 6, commitBody(live, topic, 3));
      const remove = (groupId: string, name: string, ...partitions: number[]) =>
        play.ask('delete offsets', client, 'OffsetDelete', 0, {
          groupId,
          topics: [{ name, partitions: partitions.map((partitionIndex) => ({ partitionIndex })) }],
        });
      await remove(live, topic.name, 0);
      await remove(live, other.name, 0, 5);
      await remove(simple, topic.name, 0);
      await remove(simple, play.name('nope'), 0);
      await remove(play.name('nobody'), topic.name, 0);
      const mine = new Set([live, simple]);
      for (const version of versions(0, 5)) {
        for (const [label, statesFilter, typesFilter] of [
          ['all', [], []],
          ['by state', ['stable'], []],
          ['by type', [], ['Classic']],
          ['by unknown state', ['odd'], []],
          ['by unknown type', [], ['odd']],
        ] as const) {
          await play.ask(
            `list ${label}`,
            client,
            'ListGroups',
            version,
            { statesFilter: [...statesFilter], typesFilter: [...typesFilter] },
            {
              see: ({ errorCode, groups }) => ({
                errorCode,
                groups: groups.filter(({ groupId }) => mine.has(groupId)),
              }),
            },
          );
        }
      }
      for (const version of versions(0, 3)) {
        await play.ask('delete live and unknown', client, 'DeleteGroups', version, {
          groupsNames: [live, play.name('nobody')],
        });
      }
      await play.ask('delete simple', client, 'DeleteGroups', 2, { groupsNames: [simple] });
      await play.ask('deleted', client, 'DescribeGroups', 5, { groups: [simple], includeAuthorizedOperations: false });
      for (const version of versions(0, 6)) {
        await play.ask('find a group', client, 'FindCoordinator', version, {
          key: live,
          keyType: 0,
          coordinatorKeys: [live, play.name('x')],
        });
        if (version >= 1)
          await play.ask('find an odd type', client, 'FindCoordinator', version, {
            key: live,
            keyType: 9,
            coordinatorKeys: [live],
          });
        await play.ask('find the empty group', client, 'FindCoordinator', version, {
          key: '',
          keyType: 0,
          coordinatorKeys: [''],
        });
      }
    },
  },
];
