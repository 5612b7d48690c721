import { createBroker } from '@testka/broker';
import { expect, test } from 'vitest';
import { compatibilityPage, type Offer, unexplained } from './compatibility.ts';
import { RawClient } from './differential/raw-client.ts';
import { readRecording } from './differential/recordings.ts';
import { SCRIPTS } from './differential/scripts.ts';

const software = { clientSoftwareName: 'raw', clientSoftwareVersion: '1.0' };

async function kafkaOffers(): Promise<readonly Offer[]> {
  const steps = await readRecording('api-versions');
  const answers = steps.filter(({ label }) => label === 'bad name (ApiVersions v0)');
  const offers = answers.flatMap(({ outcome }) => (outcome as { apiKeys: Offer[] }).apiKeys);
  return offers.toSorted((a, b) => a.apiKey - b.apiKey);
}

async function testkaOffers(): Promise<readonly Offer[]> {
  await using broker = await createBroker();
  const client = await RawClient.connect(broker.bootstrapServers, 'raw');
  const outcome = await client.ask('ApiVersions', 4, software);
  client.close();
  return outcome.kind === 'answered' ? outcome.response.apiKeys : [];
}

test('every API of Kafka is offered, or the page says why not', async () => {
  expect(unexplained(await kafkaOffers(), await testkaOffers())).toEqual([]);
});

test('no version is offered that Kafka 4.4 does not offer', async () => {
  const kafka = new Map((await kafkaOffers()).map((offer) => [offer.apiKey, offer]));
  for (const offer of await testkaOffers()) expect(kafka.get(offer.apiKey)).toEqual(offer);
});

test('docs/compatibility.md is what the recordings say', async () => {
  const scripts = new Map(
    await Promise.all(SCRIPTS.map(async ({ name }) => [name, await readRecording(name)] as const)),
  );
  const page = compatibilityPage(await kafkaOffers(), await testkaOffers(), scripts);
  await expect(page).toMatchFileSnapshot('../../../docs/compatibility.md');
});
