import type { Play, Script } from '../play.ts';
import type { RawClient } from '../raw-client.ts';
import { commitBody, joinAlone } from './group-shapes.ts';
import { versions } from './shapes.ts';

type Topic = Awaited<ReturnType<Play['createTopic']>>;

/** A group of one member that stays, and one that has only offsets. */
async function twoGroups(play: Play, client: RawClient, topic: Topic, suffix = '') {
  const live = await play.group(client, `live${suffix}`);
  const member = await joinAlone(play, client, live, topic.name, 5);
  const simple = await play.group(client, `simple${suffix}`);
  await play.ask('commit, simple', client, 'OffsetCommit', 6, commitBody(simple, topic, 3));
  return { live, simple, member };
}

/** Groups as an administrator sees them. */
export const GROUP_ADMIN_SCRIPTS: readonly Script[] = [
  {
    name: 'list-groups',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      const { live, simple } = await twoGroups(play, client, topic);
      const mine = new Set([live, simple]);
      const states = [
        [],
        ['stable'],
        ['Stable'],
        ['Empty'],
        ['empty', 'Stable'],
        ['Dead'],
        ['odd'],
        [''],
        ['odd', 'Empty'],
      ];
      const types = [['Classic'], ['classic'], ['consumer'], ['share'], ['odd'], [''], ['consumer', 'Classic']];
      for (const version of versions(0, 5)) {
        const ask = (label: string, statesFilter: string[], typesFilter: string[]) =>
          play.ask(
            label,
            client,
            'ListGroups',
            version,
            { statesFilter, typesFilter },
            {
              see: ({ errorCode, groups }) => ({
                errorCode,
                groups: groups.filter(({ groupId }) => mine.has(groupId)),
              }),
            },
          );
        if (version < 4) await ask('list', [], []);
        else for (const filter of states) await ask(`list ${filter.join(' or ')}`, filter, []);
        if (version < 5) continue;
        for (const filter of types) await ask(`list type ${filter.join(' or ')}`, [], filter);
        await ask('list by both', ['Empty'], ['classic']);
        await ask('list by both, none fits', ['Empty'], ['consumer']);
      }
    },
  },
  {
    name: 'describe-groups',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      const { live, simple } = await twoGroups(play, client, topic);
      for (const version of versions(0, 6)) {
        const ask = (label: string, groups: string[], includeAuthorizedOperations = false) =>
          play.ask(label, client, 'DescribeGroups', version, { groups, includeAuthorizedOperations });
        await ask('with a member', [live]);
        await ask('with offsets only', [simple]);
        await ask('unknown', [play.name('nobody')]);
        await ask('the empty name', ['']);
        await ask('none', []);
        await ask('three', [live, simple, play.name('nobody')]);
        await ask('one twice', [simple, simple]);
        await ask('with operations', [live, play.name('nobody')], true);
      }
    },
  },
  {
    name: 'delete-groups',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      for (const version of versions(0, 3)) {
        const { live, simple } = await twoGroups(play, client, topic, `-v${version}`);
        const ask = (label: string, ...groupsNames: string[]) =>
          play.ask(label, client, 'DeleteGroups', version, { groupsNames });
        await ask('with a member', live);
        await ask('unknown', play.name('nobody'));
        await ask('the empty name', '');
        await ask('none');
        await ask('with a member, and unknown', live, play.name('nobody'));
        await ask('with offsets only', simple);
        await ask('with offsets only, again', simple);
        const again = await play.group(client, `again-v${version}`);
        await play.ask('commit', client, 'OffsetCommit', 6, commitBody(again, topic, 3));
        await ask('one twice', again, again);
        const mixed = await play.group(client, `mixed-v${version}`);
        await play.ask('commit', client, 'OffsetCommit', 6, commitBody(mixed, topic, 3));
        await ask('good and bad', mixed, live, '', play.name('nobody'));
        await play.ask('what is left', client, 'DescribeGroups', 5, {
          groups: [live, simple, again, mixed],
          includeAuthorizedOperations: false,
        });
        await play.ask('no offsets are left', client, 'OffsetFetch', 5, { groupId: simple, topics: null, groups: [] });
      }
    },
  },
  {
    name: 'offset-delete',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 2);
      const other = await play.createTopic(client, 'other');
      const { live, simple, member } = await twoGroups(play, client, topic);
      const { memberId, generationId } = member;
      for (const each of [topic, other]) {
        const mine = { memberId, generationIdOrMemberEpoch: generationId };
        await play.ask('commit, live', client, 'OffsetCommit', 6, commitBody(live, each, 3, mine));
        await play.ask('commit, simple', client, 'OffsetCommit', 6, commitBody(simple, each, 3));
      }
      await play.ask('a stranger commits to a live group', client, 'OffsetCommit', 6, commitBody(live, topic, 3));
      const ask = (label: string, groupId: string, ...topics: [name: string, ...partitions: number[]][]) =>
        play.ask(label, client, 'OffsetDelete', 0, {
          groupId,
          topics: topics.map(([name, ...partitions]) => ({
            name,
            partitions: partitions.map((partitionIndex) => ({ partitionIndex })),
          })),
        });
      const unknown = play.name('nope');
      await ask('a topic that is subscribed to', live, [topic.name, 0]);
      await ask('a topic that is not, and beyond it', live, [other.name, 0, 5]);
      await ask('subscribed to and not', live, [topic.name, 0, 1], [other.name, 0]);
      await ask('an unknown topic', simple, [unknown, 0]);
      await ask('an unknown group', play.name('nobody'), [topic.name, 0]);
      await ask('the empty group', '', [topic.name, 0]);
      await ask('no topics', simple);
      await ask('no partitions', simple, [topic.name]);
      await ask('partition -1', simple, [topic.name, -1]);
      await ask('never committed', simple, [topic.name, 1]);
      await ask('good and bad', simple, [topic.name, 0, 7], [unknown, 0], [other.name, 0]);
      await ask('a partition twice', simple, [topic.name, 0, 0]);
      await play.ask('what is left', client, 'OffsetFetch', 5, { groupId: simple, topics: null, groups: [] });
      await play.ask('what is left, live', client, 'OffsetFetch', 5, { groupId: live, topics: null, groups: [] });
    },
  },
];
