import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchOf, fetchOf, Harness, produceTo } from '../../test/harness.ts';

const seed = process.env['SEED'] === undefined ? {} : { seed: Number(process.env['SEED']) };

test('a record batch with any byte changed is refused or stored whole, and the broker goes on', () => {
  const good = batchOf(['a', 'b', 'c'], { compression: 'gzip' });
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.integer({ min: 0, max: 255 }), fc.boolean(), (position, value, cut) => {
      const harness = new Harness();
      harness.createTopic('orders');
      const client = harness.connect();
      const bad = Buffer.from(cut ? good.subarray(0, position) : good);
      if (!cut) bad[position] = value;
      const result = produceTo(client, 'orders', bad);
      const { partitions } = client.ask('Fetch', 11, fetchOf('orders', 0)).responses[0] ?? {};
      expect(partitions?.[0]?.highWatermark).toBe(result?.errorCode === 0 ? 3 : 0);
      expect(produceTo(client, 'orders', good)).toMatchObject({ errorCode: 0 });
    }),
    { numRuns: 300, ...seed },
  );
});
