import type { Script } from '../play.ts';
import { commitBody, joinAlone, joinBody, subscription, syncBody } from './group-shapes.ts';
import { versions } from './shapes.ts';

/** JoinGroup, SyncGroup, Heartbeat, LeaveGroup: what members of classic groups go through. */
export const GROUP_MEMBER_SCRIPTS: readonly Script[] = [
  {
    name: 'group-one-member',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      for (const version of versions(0, 9)) {
        const groupId = await play.group(client, `g${version}`);
        const { memberId, generationId } = await joinAlone(play, client, groupId, topic.name, version);
        const beat = Math.min(version, 4);
        const me = { groupId, generationId, memberId, groupInstanceId: null };
        await play.ask('heartbeat', client, 'Heartbeat', beat, me);
        await play.ask('a wrong generation', client, 'Heartbeat', beat, { ...me, generationId: 99 });
        await play.ask('an unknown member', client, 'Heartbeat', beat, { ...me, memberId: 'nobody' });
        await play.ask(
          'sync again',
          client,
          'SyncGroup',
          Math.min(version, 5),
          syncBody(groupId, generationId, memberId),
        );
        await play.ask(
          'join again, the leader',
          client,
          'JoinGroup',
          version,
          joinBody(groupId, topic.name, { memberId }),
        );
        await play.ask(
          'join, unknown member id',
          client,
          'JoinGroup',
          version,
          joinBody(groupId, topic.name, { memberId: 'nobody' }),
        );
        await play.ask('describe, while syncing', client, 'DescribeGroups', Math.min(version, 6), {
          groups: [groupId],
          includeAuthorizedOperations: version % 2 === 0,
        });
        await play.ask(
          'commit before the sync',
          client,
          'OffsetCommit',
          7,
          commitBody(groupId, topic, 1, { memberId, generationIdOrMemberEpoch: generationId + 1 }),
        );
        await play.ask(
          'sync, 2nd',
          client,
          'SyncGroup',
          Math.min(version, 5),
          syncBody(groupId, generationId + 1, memberId, {
            assignments: [{ memberId, assignment: Buffer.from('again') }],
          }),
        );
        await play.ask('describe, stable', client, 'DescribeGroups', Math.min(version, 6), {
          groups: [groupId],
          includeAuthorizedOperations: true,
        });
        const leave = { groupId, memberId, members: [{ memberId, groupInstanceId: null, reason: null }] };
        await play.ask('leave', client, 'LeaveGroup', Math.min(version, 5), leave);
        await play.ask('leave again', client, 'LeaveGroup', Math.min(version, 5), leave);
        await play.ask('describe, empty', client, 'DescribeGroups', Math.min(version, 6), {
          groups: [groupId, play.name('nope')],
          includeAuthorizedOperations: false,
        });
        await play.ask('heartbeat into an empty group', client, 'Heartbeat', beat, me);
      }
    },
  },
  {
    name: 'group-two-members',
    async run(play) {
      const [one, two] = [await play.connect('one'), await play.connect('two')];
      const topic = await play.createTopic(one, 'orders');
      for (const version of [2, 5, 9]) {
        const groupId = await play.group(one, `g${version}`);
        const first = await joinAlone(play, one, groupId, topic.name, version);
        const sent =
          version >= 4
            ? await play.ask('the second asks for an id', two, 'JoinGroup', version, joinBody(groupId, topic.name))
            : undefined;
        const secondId = sent?.memberId ?? '';
        const parked = play.send(two, 'JoinGroup', version, joinBody(groupId, topic.name, { memberId: secondId }));
        // The join of the second reaches the group before what the first asks next: a question on its own connection is no proof, so wait for 27.
        for (let beat = 0; beat < 200; beat++) {
          const outcome = await one.ask('Heartbeat', 3, { groupId, ...first, groupInstanceId: null });
          if (outcome.kind === 'answered' && outcome.response.errorCode === 27) break;
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
        await play.ask('heartbeat during the rebalance', one, 'Heartbeat', 3, {
          groupId,
          ...first,
          groupInstanceId: null,
        });
        await play.ask(
          'sync during the rebalance',
          one,
          'SyncGroup',
          3,
          syncBody(groupId, first.generationId, first.memberId),
        );
        await play.ask(
          'commit during the rebalance',
          one,
          'OffsetCommit',
          7,
          commitBody(groupId, topic, 5, { memberId: first.memberId, generationIdOrMemberEpoch: first.generationId }),
        );
        await play.ask(
          'commit of an old generation',
          one,
          'OffsetCommit',
          7,
          commitBody(groupId, topic, 5, {
            memberId: first.memberId,
            generationIdOrMemberEpoch: first.generationId - 1,
          }),
        );
        const lead = await play.ask(
          'the first rejoins',
          one,
          'JoinGroup',
          version,
          joinBody(groupId, topic.name, { memberId: first.memberId }),
        );
        const follow = await play.answer('the second was parked', parked);
        const generationId = lead?.generationId ?? -1;
        await play.ask(
          'the second joins again with the same',
          two,
          'JoinGroup',
          version,
          joinBody(groupId, topic.name, { memberId: follow?.memberId ?? '' }),
        );
        const assignments = [first.memberId, follow?.memberId ?? ''].map((memberId, index) => ({
          memberId,
          assignment: Buffer.from(`part ${index}`),
        }));
        const waiting = play.send(two, 'SyncGroup', 5, syncBody(groupId, generationId, follow?.memberId ?? ''));
        await play.ask('heartbeat before the sync', one, 'Heartbeat', 3, {
          groupId,
          memberId: first.memberId,
          generationId,
          groupInstanceId: null,
        });
        await play.ask(
          'the leader syncs',
          one,
          'SyncGroup',
          5,
          syncBody(groupId, generationId, first.memberId, { assignments }),
        );
        await play.answer('the follower was parked', waiting);
        await play.ask(
          'a wrong protocol',
          two,
          'SyncGroup',
          5,
          syncBody(groupId, generationId, follow?.memberId ?? '', { protocolName: 'other' }),
        );
        await play.ask(
          'a follower joins, nothing changed',
          two,
          'JoinGroup',
          version,
          joinBody(groupId, topic.name, { memberId: follow?.memberId ?? '' }),
        );
        await play.ask(
          'no common protocol',
          await play.connect('three'),
          'JoinGroup',
          version,
          joinBody(groupId, topic.name, { protocols: [{ name: 'other', metadata: subscription(topic.name) }] }),
        );
        await play.ask(
          'another protocol type',
          await play.connect('three'),
          'JoinGroup',
          version,
          joinBody(groupId, topic.name, { protocolType: 'connect' }),
        );
        await play.ask('the second leaves', two, 'LeaveGroup', 3, {
          groupId,
          memberId: '',
          members: [
            { memberId: follow?.memberId ?? '', groupInstanceId: null, reason: null },
            { memberId: 'nobody', groupInstanceId: null, reason: null },
          ],
        });
        await play.ask('so the first rebalances', one, 'Heartbeat', 3, {
          groupId,
          memberId: first.memberId,
          generationId,
          groupInstanceId: null,
        });
      }
    },
  },
  {
    name: 'group-static',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      for (const version of [5, 8, 9]) {
        const groupId = await play.group(client, `g${version}`);
        const instance = { groupInstanceId: 'instance-1' };
        const first = await joinAlone(play, client, groupId, topic.name, version, instance);
        const again = await play.ask(
          'the instance is back',
          client,
          'JoinGroup',
          version,
          joinBody(groupId, topic.name, instance),
        );
        const me = { groupId, generationId: first.generationId, memberId: first.memberId, ...instance };
        await play.ask('the old id, as the instance', client, 'Heartbeat', 3, me);
        await play.ask('the old id', client, 'Heartbeat', 3, { ...me, groupInstanceId: null });
        await play.ask(
          'the old id joins',
          client,
          'JoinGroup',
          version,
          joinBody(groupId, topic.name, { ...instance, memberId: first.memberId }),
        );
        await play.ask(
          'the old id syncs',
          client,
          'SyncGroup',
          3,
          syncBody(groupId, first.generationId, first.memberId, instance),
        );
        await play.ask(
          'the old id commits',
          client,
          'OffsetCommit',
          7,
          commitBody(groupId, topic, 1, {
            ...instance,
            memberId: first.memberId,
            generationIdOrMemberEpoch: first.generationId,
          }),
        );
        await play.ask(
          'the new id syncs',
          client,
          'SyncGroup',
          3,
          syncBody(groupId, first.generationId, again?.memberId ?? '', instance),
        );
        await play.ask('the new id', client, 'Heartbeat', 3, { ...me, memberId: again?.memberId ?? '' });
        await play.ask('another instance', client, 'Heartbeat', 3, { ...me, groupInstanceId: 'instance-2' });
        await play.ask('described', client, 'DescribeGroups', 5, {
          groups: [groupId],
          includeAuthorizedOperations: false,
        });
        const leave = (memberId: string, groupInstanceId: string | null) => ({
          groupId,
          memberId: '',
          members: [{ memberId, groupInstanceId, reason: null }],
        });
        await play.ask('leave with the old id', client, 'LeaveGroup', 4, leave(first.memberId, 'instance-1'));
        await play.ask('leave of an unknown instance', client, 'LeaveGroup', 4, leave('', 'instance-9'));
        await play.ask('leave by instance', client, 'LeaveGroup', 4, leave('', 'instance-1'));
      }
    },
  },
];
