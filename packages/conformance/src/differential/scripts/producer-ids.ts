import type { Script } from '../play.ts';
import { batch, produceBody, versions } from './shapes.ts';

/** InitProducerId, and producers that number their batches. */
export const PRODUCER_ID_SCRIPTS: readonly Script[] = [
  {
    name: 'init-producer-id',
    async run(play) {
      const client = await play.connect();
      const body = { transactionalId: null, transactionTimeoutMs: 60_000, producerId: -1, producerEpoch: -1 };
      await play.settle(client, 'InitProducerId', 4, body);
      for (const version of versions(0, 5)) {
        const ask = (label: string, over: object = {}) =>
          play.ask(label, client, 'InitProducerId', version, { ...body, ...over });
        await ask('an idempotent producer');
        await ask('another');
        await ask('no timeout', { transactionTimeoutMs: 0 });
        await ask('a timeout of -1', { transactionTimeoutMs: -1 });
        await ask('a timeout beyond the limit', { transactionTimeoutMs: 2_000_000_000 });
        await ask('an empty transactional id', { transactionalId: '' });
        await ask('an empty transactional id, no timeout', { transactionalId: '', transactionTimeoutMs: 0 });
        if (version < 3) continue;
        await ask('an id without an epoch', { producerId: 5 });
        await ask('an epoch without an id', { producerEpoch: 5 });
        await ask('an id and an epoch', { producerId: 5, producerEpoch: 3 });
        await ask('an id below -1', { producerId: -2, producerEpoch: -2 });
        await ask('an empty transactional id with an id', { transactionalId: '', producerId: 5, producerEpoch: 3 });
      }
    },
  },
  {
    name: 'idempotence-every-version',
    async run(play) {
      const client = await play.connect();
      for (const version of versions(3, 13)) {
        const topic = await play.createTopic(client, `orders-v${version}`, 2);
        const send = (label: string, baseSequence: number, producerEpoch = 0, index = 0) => {
          const records = batch(['a', 'b'], { producerId: 300_000 + version, producerEpoch, baseSequence });
          return play.ask(label, client, 'Produce', version, produceBody(topic, records, { index }));
        };
        await send('the first', 0);
        await send('the first again', 0);
        await send('a gap', 7);
        await send('the next', 2);
        await send('another partition, in the middle', 5, 0, 1);
        await send('a new epoch in the middle', 4, 1);
        await send('a new epoch', 0, 1);
        await send('the old epoch', 4, 0);
      }
    },
  },
];
