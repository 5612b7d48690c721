import type { Script } from '../play.ts';
import { joinAlone, joinBody, syncBody } from './group-shapes.ts';
import { versions } from './shapes.ts';

/** Heartbeat and LeaveGroup, every version, against a group that has a member. */
export const MEMBER_SCRIPTS: readonly Script[] = [
  {
    name: 'heartbeat',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      const groupId = await play.group(client, 'g');
      const { memberId, generationId } = await joinAlone(play, client, groupId, topic.name, 5);
      const empty = await play.group(client, 'empty');
      for (const version of versions(0, 4)) {
        const me = { groupId, generationId, memberId, groupInstanceId: null };
        const ask = (label: string, over: object = {}) =>
          play.ask(label, client, 'Heartbeat', version, { ...me, ...over });
        await ask('alive');
        await ask('the next generation', { generationId: generationId + 1 });
        await ask('generation -1', { generationId: -1 });
        await ask('no member id', { memberId: '' });
        await ask('a stranger', { memberId: 'm' });
        await ask('no group', { groupId: '' });
        await ask('a group without members', { groupId: empty });
        if (version >= 3) await ask('an unknown instance', { groupInstanceId: 'i' });
      }
    },
  },
  {
    name: 'leave-group',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      for (const version of versions(0, 5)) {
        const groupId = await play.group(client, `g-v${version}`);
        const { memberId } = await joinAlone(play, client, groupId, topic.name, 5);
        const ask = (
          label: string,
          members: { memberId: string; groupInstanceId?: string; reason?: string }[],
          id = groupId,
        ) =>
          play.ask(label, client, 'LeaveGroup', version, {
            groupId: id,
            memberId: members[0]?.memberId ?? '',
            members,
          });
        await ask('no group', [{ memberId }], '');
        await ask('an unknown group', [{ memberId }], play.name('nope'));
        await ask('a stranger', [{ memberId: 'm' }]);
        await ask('no member id', [{ memberId: '' }]);
        if (version >= 3) {
          await ask('nobody', []);
          await ask('an unknown instance', [{ memberId: '', groupInstanceId: 'i' }]);
          await ask('an unknown instance with an id', [{ memberId, groupInstanceId: 'i' }]);
          await ask('two strangers', [{ memberId: 'm' }, { memberId: 'n' }]);
        }
        await ask('a stranger and the member twice', [{ memberId }, { memberId: 'm' }, { memberId }]);
        await ask('once more, with a reason', [{ memberId, reason: 'done' }]);
        await play.ask('nobody is left', client, 'DescribeGroups', 5, {
          groups: [groupId],
          includeAuthorizedOperations: false,
        });
      }
    },
  },
  {
    name: 'sync-group',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      for (const version of versions(0, 5)) {
        const groupId = await play.group(client, `g-v${version}`);
        const sent = await play.ask('join', client, 'JoinGroup', 5, joinBody(groupId, topic.name));
        const memberId = sent?.memberId ?? '';
        const joined = await play.ask('join', client, 'JoinGroup', 5, joinBody(groupId, topic.name, { memberId }));
        const generationId = joined?.generationId ?? -1;
        const ask = (label: string, over: object = {}, member = memberId, generation = generationId) =>
          play.ask(label, client, 'SyncGroup', version, syncBody(groupId, generation, member, over));
        await ask('a stranger', {}, 'm');
        await ask('no member id', {}, '');
        await ask('an old generation', {}, memberId, generationId - 1);
        await ask('generation -1', {}, memberId, -1);
        if (version >= 5) await ask('another protocol type', { protocolType: 'connect' });
        if (version >= 5) await ask('no protocol', { protocolName: null });
        await ask('for somebody else only', { assignments: [{ memberId: 'm', assignment: Buffer.from('x') }] });
        await ask('again, with another assignment', { assignments: [{ memberId, assignment: Buffer.from('y') }] });
        await ask('again, without');
      }
    },
  },
];
