import type { Script } from '../play.ts';
import { joinBody, type JoinShape, syncBody } from './group-shapes.ts';
import { versions } from './shapes.ts';

/** What groups refuse. */
export const GROUP_REFUSAL_SCRIPTS: readonly Script[] = [
  {
    name: 'group-refusals',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      const groupId = await play.group(client, 'g');
      for (const version of versions(0, 9)) {
        const ask = (label: string, shape: JoinShape, id = groupId) =>
          play.ask(label, client, 'JoinGroup', version, joinBody(id, topic.name, shape));
        await ask('an empty group id', {}, '');
        await ask('a session of 5,999 ms', { sessionTimeoutMs: 5_999 });
        await ask('a session of 1,800,001 ms', { sessionTimeoutMs: 1_800_001 });
        await ask('no protocols', { protocols: [] });
        await ask('an empty protocol type', { protocolType: '' });
        await ask('an unknown member id', { memberId: 'nobody' });
        if (version >= 5)
          await ask('an unknown instance with a member id', { memberId: 'nobody', groupInstanceId: 'i' });
      }
      for (const version of versions(0, 5)) {
        await play.ask('an empty group id', client, 'SyncGroup', version, syncBody('', 1, 'm'));
        await play.ask('an unknown group', client, 'SyncGroup', version, syncBody(play.name('nope'), 1, 'm'));
        await play.ask(
          'no protocol',
          client,
          'SyncGroup',
          version,
          syncBody(groupId, 1, 'm', { protocolType: null, protocolName: null }),
        );
        await play.ask('an empty group id', client, 'LeaveGroup', version, {
          groupId: '',
          memberId: 'm',
          members: [{ memberId: 'm', groupInstanceId: null, reason: null }],
        });
        await play.ask('an unknown group', client, 'LeaveGroup', version, {
          groupId: play.name('nope'),
          memberId: 'm',
          members: [{ memberId: 'm', groupInstanceId: null, reason: null }],
        });
        await play.ask('nobody', client, 'LeaveGroup', version, { groupId, memberId: '', members: [] });
      }
      for (const version of versions(0, 4)) {
        const body = { generationId: 1, memberId: 'm', groupInstanceId: null };
        await play.ask('an empty group id', client, 'Heartbeat', version, { ...body, groupId: '' });
        await play.ask('an unknown group', client, 'Heartbeat', version, { ...body, groupId: play.name('nope') });
      }
    },
  },
];
