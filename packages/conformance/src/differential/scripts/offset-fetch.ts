import type { Script } from '../play.ts';
import { commitBody, joinAlone } from './group-shapes.ts';
import { UNKNOWN_ID, versions } from './shapes.ts';

interface Wanted {
  name: string;
  topicId: string;
  partitionIndexes: number[];
}

/** OffsetFetch: one group up to v7, then any number of them. */
export const OFFSET_FETCH_SCRIPTS: readonly Script[] = [
  {
    name: 'offset-fetch',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 3);
      const other = await play.createTopic(client, 'other');
      const groupId = await play.group(client, 'g');
      const second = await play.group(client, 'second');
      for (const each of [topic, other])
        await play.ask('commit', client, 'OffsetCommit', 9, commitBody(groupId, each, 5));
      await play.ask('commit', client, 'OffsetCommit', 9, commitBody(second, other, 7));
      const live = await play.group(client, 'live');
      const { memberId, generationId } = await joinAlone(play, client, live, topic.name, 5);
      await play.ask(
        'commit',
        client,
        'OffsetCommit',
        9,
        commitBody(live, topic, 9, { memberId, generationIdOrMemberEpoch: generationId }),
      );
      const all = (of: typeof topic, ...partitionIndexes: number[]): Wanted => ({ ...of, partitionIndexes });
      const nope = { name: play.name('nope'), topicId: UNKNOWN_ID };
      for (const version of versions(1, 10)) {
        const ask = (label: string, groups: string[], topics: Wanted[] | null, over: object = {}) =>
          play.ask(label, client, 'OffsetFetch', version, {
            groupId: groups[0] ?? '',
            topics,
            groups: groups.map((id) => ({ groupId: id, memberId: null, memberEpoch: -1, topics, ...over })),
            requireStable: 'requireStable' in over,
          });
        await ask('committed and not', [groupId], [all(topic, 0, 1)]);
        await ask('two topics', [groupId], [all(topic, 0), all(other, 0)]);
        await ask('no topics', [groupId], []);
        await ask('no partitions', [groupId], [all(topic)]);
        await ask('an unknown topic', [groupId], [all(nope, 0)]);
        await ask('an unknown topic and a known one', [groupId], [all(nope, 0, 1), all(topic, 0)]);
        await ask('partitions -1 and 99', [groupId], [all(topic, -1, 99, 0)]);
        await ask('a partition twice', [groupId], [all(topic, 0, 0)]);
        await ask('a topic twice', [groupId], [all(topic, 0), all(topic, 1)]);
        await ask('an unknown group', [play.name('nobody')], [all(topic, 0)]);
        await ask('the empty group', [''], [all(topic, 0)]);
        await ask('a live group', [live], [all(topic, 0)]);
        if (version >= 2) await ask('everything', [groupId], null);
        if (version >= 7) await ask('stable', [groupId], [all(topic, 0)], { requireStable: true });
        if (version < 8) continue;
        await ask('two groups', [groupId, second], [all(other, 0)]);
        await ask('two groups, everything', [groupId, second], null);
        await ask('a group twice', [groupId, groupId], [all(topic, 0)]);
        await ask('no groups', [], []);
        await ask('a good group and two bad ones', [groupId, '', play.name('nobody')], [all(other, 0)]);
        if (version < 9) continue;
        await ask('a member of an unknown group', [play.name('nobody')], [all(topic, 0)], {
          memberId: 'm',
          memberEpoch: 1,
        });
        await ask('a member of a group without members', [groupId], [all(topic, 0)], { memberId: 'm', memberEpoch: 1 });
        await ask('an unknown member', [live], [all(topic, 0)], { memberId: 'm', memberEpoch: generationId });
        await ask('the member', [live], [all(topic, 0)], { memberId, memberEpoch: generationId });
        await ask('the member, an old epoch', [live], [all(topic, 0)], { memberId, memberEpoch: 0 });
        await ask('an epoch without a member', [live], [all(topic, 0)], { memberEpoch: 3 });
      }
    },
  },
];
