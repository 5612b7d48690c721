import type { Script } from '../play.ts';
import { batch, patched, produceBody, UNKNOWN_ID, versions, ZERO } from './shapes.ts';

const MAX_SEQUENCE = 0x7fff_ffff;

/** Produce by producers that say odd things of themselves. */
export const ODD_PRODUCER_SCRIPTS: readonly Script[] = [
  {
    name: 'odd-producers',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 2);
      const good = batch(['a']);
      for (const version of versions(3, 13)) {
        const ask = (
          label: string,
          records: Buffer | null,
          shape: Parameters<typeof produceBody>[2] = {},
          of = topic,
        ) => play.ask(label, client, 'Produce', version, produceBody(of, records, shape));
        await ask('a transactional id, a plain batch', good, { transactionalId: 't' });
        await ask('an empty transactional id', good, { transactionalId: '' });
        await ask('a transactional id, acks=1', good, { transactionalId: 't', acks: 1 });
        await ask(
          'a transactional id, an unknown topic',
          good,
          { transactionalId: 't' },
          { name: play.name('no'), topicId: UNKNOWN_ID },
        );
        await ask('a transactional id, damaged', patched(good, 17, 1, 2, 3), { transactionalId: 't' });
        const producer = { producerId: 500_000 + version, producerEpoch: 0 };
        const send = (label: string, baseSequence: number, over: object = {}, values = ['a', 'b'], index = 0) =>
          ask(label, batch(values, { ...producer, baseSequence, ...over }), { index });
        await send('begins in the middle', 7);
        await send('a part of it again', 8, {}, ['b']);
        await send('more than it again', 7, {}, ['a', 'b', 'c']);
        await send('a number before', 6, {}, ['a']);
        await send('the same with another codec', 7, { compression: 'gzip' });
        await send('the same, acks=1', 7);
        await send('the next, epoch 5', 9, { producerEpoch: 5 });
        await send('epoch 32767', 0, { producerEpoch: 32_767 });
        await send('epoch 0 again', 9);
        await send('near the last number', MAX_SEQUENCE - 1, {}, ['a', 'b'], 1);
        await send('around the corner', 0, {}, ['c'], 1);
        await send('across the corner, again', MAX_SEQUENCE - 1, {}, ['a', 'b'], 1);
        const across = { producerId: 600_000 + version };
        await send('before the corner', MAX_SEQUENCE - 2, across, ['a', 'b'], 1);
        await send('across the corner', MAX_SEQUENCE, across, ['c', 'd', 'e'], 1);
        await send('across the corner, once more', MAX_SEQUENCE, across, ['c', 'd', 'e'], 1);
        await send('behind the corner', 2, across, ['f'], 1);
      }
      for (const version of [3, 9, 13]) {
        const body = {
          transactionalId: 't',
          acks: 0,
          timeoutMs: 1000,
          topicData: [
            {
              name: topic.name,
              topicId: version < 13 ? ZERO : topic.topicId,
              partitionData: [{ index: 0, records: good }],
            },
          ],
        };
        await play.askAlone('a transactional id, acks=0', 'Produce', version, body, { patienceMs: 500 });
      }
    },
  },
];
