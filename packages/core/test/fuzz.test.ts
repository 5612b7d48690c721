import { ApiKey, type ApiName } from '@testka/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchOf, fetchOf, Harness, produceTo } from './harness.ts';

const seed = process.env['SEED'] === undefined ? {} : { seed: Number(process.env['SEED']) };

/** Versions offered, lowest and highest. */
const OFFERED: readonly (readonly [ApiName, number, number])[] = new Harness()
  .connect()
  .ask('ApiVersions', 4, { clientSoftwareName: 'x', clientSoftwareVersion: '1' })
  .apiKeys.map(({ apiKey, minVersion, maxVersion }) => {
    const name = (Object.keys(ApiKey) as ApiName[]).find((each) => ApiKey[each] === apiKey);
    if (name === undefined) throw new Error(`API ${apiKey} is offered without a name`);
    return [name, minVersion, maxVersion];
  });

/** Kafka's own topics, and a name that collides with one of them. */
const AWKWARD_NAMES = ['__consumer_offsets', '__transaction_state', '__share_group_state', '__consumer.offsets'];

/** A request that begins as it should and goes on at random. */
const frame = fc
  .record({
    api: fc.constantFrom(...OFFERED),
    version: fc.nat(),
    clientId: fc.constantFrom('', 'a', 'fuzz'),
    body: fc.oneof(fc.uint8Array({ maxLength: 200 }), bodyOfSmallNumbers()),
  })
  .map(({ api: [name, min, max], version, clientId, body }) => {
    const header = Buffer.alloc(10);
    header.writeInt16BE(ApiKey[name], 0);
    header.writeInt16BE(min + (version % (max - min + 1)), 2);
    header.writeInt32BE(1, 4);
    header.writeInt16BE(clientId.length, 8);
    return Buffer.concat([header, Buffer.from(clientId), body]);
  });

/** Random bytes are rarely more than one field; small numbers and names that exist get further. */
function bodyOfSmallNumbers(): fc.Arbitrary<Uint8Array> {
  const part = fc.oneof(
    fc.constantFrom(
      Buffer.from([0]),
      Buffer.from([1]),
      Buffer.from([2]),
      Buffer.from([0, 0, 0, 1]),
      Buffer.from([0xff, 0xff, 0xff, 0xff]),
    ),
    fc
      .constantFrom('orders', 'group', '', ...AWKWARD_NAMES)
      .map((text) => Buffer.concat([Buffer.from([0, text.length]), Buffer.from(text)])),
    fc
      .constantFrom('orders', 'group', ...AWKWARD_NAMES)
      .map((text) => Buffer.concat([Buffer.from([text.length + 1]), Buffer.from(text)])),
    fc.constant(Buffer.from('AAAAAAAAAAAAAAAAAAAAAA', 'base64url')),
  );
  return fc.array(part, { maxLength: 30 }).map((parts) => Buffer.concat(parts));
}

test('no frame breaks the broker, and no other connection notices', () => {
  fc.assert(
    fc.property(fc.array(frame, { minLength: 1, maxLength: 20 }), (frames) => {
      const harness = new Harness({ limits: { maxFetchWaitMs: 100 } });
      harness.createTopic('orders');
      const canary = harness.connect('canary');
      produceTo(canary, 'orders', batchOf(['here']));
      for (const bytes of frames) {
        const client = harness.connect('fuzz');
        // What comes back need not be an answer to a request that this client knows of.
        client.take = () => {};
        client.sendRaw(bytes);
        harness.advance(10);
      }
      harness.advance(60_000);
      if (harness.cluster.view.metadata.topic('orders') === undefined) return;
      const { errorCode } = canary.ask('Fetch', 11, fetchOf('orders', 0));
      expect(errorCode).toBe(0);
    }),
    { numRuns: 300, ...seed },
  );
});

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
