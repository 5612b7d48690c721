import { createBroker } from '@testka/broker';
import { ApiKey } from '@testka/protocol';
import { expect, test } from 'vitest';
import { readClientsUsed } from './clients-used.ts';
import { readFuzzed } from './fuzzed.ts';
import { apiRows, compatibilityPage, type Offer, unexplained } from './compatibility.ts';
import { byVersionPage, type Evidence, versionsOf } from './compatibility-by-version.ts';
import { coverageOf, pairName, thin } from './coverage.ts';
import { readVectors } from './declarations/vectors.ts';
import { randomlyAsked } from './randomised.ts';
import { RawClient } from './differential/raw-client.ts';
import { readRecording } from './differential/recordings.ts';
import { SCRIPTS } from './differential/scripts.ts';
import { SERVED } from './differential/scripts/served.ts';

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

test('the scripts of damaged frames know every API and version that is served', async () => {
  const known = new Map(SERVED.map(([api, first, last]) => [api as string, [first, last]]));
  const offered = (await testkaOffers()).map(({ apiKey, minVersion, maxVersion }): [string, number[]] => {
    const api = Object.entries(ApiKey).find(([, key]) => key === apiKey)?.[0] ?? '';
    // Those of Produce that close the connection whatever they say are not asked.
    return [api, [api === 'Produce' ? 3 : minVersion, maxVersion]];
  });
  expect(known).toEqual(new Map(offered));
});

async function evidence(): Promise<Evidence> {
  const played = SCRIPTS.map(async (script) => ({ script, steps: await readRecording(script.name) }));
  return {
    coverage: coverageOf(await Promise.all(played)),
    clients: await readClientsUsed(),
    fuzzed: await readFuzzed(),
    vectors: countVectors(),
    randomised: await randomlyAsked(),
  };
}

/** Of requests and answers together. */
function countVectors(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { name, version } of readVectors()) {
    const pair = pairName(name.replace(/(Request|Response)$/, ''), version);
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return counts;
}

test('every API and version that is served was asked in five shapes, happy and wrong', async () => {
  const served = (await testkaOffers()).flatMap(({ apiKey, minVersion, maxVersion }) => {
    const api = Object.entries(ApiKey).find(([, key]) => key === apiKey)?.[0] ?? '';
    return versionsOf([minVersion, maxVersion]).map((version) => pairName(api, version));
  });
  expect(thin(served, (await evidence()).coverage)).toEqual([]);
});

test('docs/compatibility.md is what the recordings say', async () => {
  const rows = apiRows(await kafkaOffers(), await testkaOffers());
  const page = compatibilityPage(rows, await evidence());
  await expect(page).toMatchFileSnapshot('../../../docs/compatibility.md');
});

test('docs/compatibility-by-version.md is what the recordings say', async () => {
  const rows = apiRows(await kafkaOffers(), await testkaOffers());
  const page = byVersionPage(rows, await evidence());
  await expect(page).toMatchFileSnapshot('../../../docs/compatibility-by-version.md');
});
