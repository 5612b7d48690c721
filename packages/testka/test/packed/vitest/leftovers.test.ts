import { Kafka, logLevel } from 'kafkajs';
import { expect, test, useBroker } from 'testka/vitest';
import { afterAll, afterEach, beforeAll, describe, onTestFinished, vi } from 'vitest';

interface Client {
  disconnect(): Promise<void>;
}

const warnings: string[] = [];
let producer: Client | undefined;

async function open(clientId: string, brokers: string[]): Promise<Client> {
  const opened = new Kafka({ clientId, brokers, logLevel: logLevel.NOTHING }).producer();
  await opened.connect();
  return opened;
}

describe('a file with a broker', () => {
  const broker = useBroker({ topics: ['orders'] });
  let ofFile: Client;
  beforeAll(async () => {
    vi.spyOn(console, 'warn').mockImplementation((text) => void warnings.push(String(text)));
    ofFile = await open('of the file', broker.connection.kafkajs.brokers);
  });
  afterEach(() => producer?.disconnect());
  afterAll(() => ofFile.disconnect());

  test('what an after-hook closes is not left', async () => {
    producer = await open('a', broker.connection.kafkajs.brokers);
    const other = await open('b', broker.connection.kafkajs.brokers);
    onTestFinished(() => other.disconnect());
    expect(broker).not.toHaveNoLeftovers();
  });

  let left: Client;
  test('what nobody closes is', async () => {
    left = await open('forgotten', broker.connection.kafkajs.brokers);
  });

  test('and it is told once, with its line', async () => {
    expect(warnings).toEqual([
      expect.stringMatching(
        /^testka: 1 thing was left when the test "what nobody closes is" ended\n {2}• client "forgotten", kafkajs is still connected, opened at leftovers\.test\.ts:14\n {2}Close clients in the test; or say leftovers: 'ignore'\.$/,
      ),
    ]);
    await left.disconnect();
    await ofFile.disconnect();
    expect(broker).toHaveNoLeftovers();
  });
});

describe('faults that nothing has met', () => {
  const broker = useBroker({ topics: ['orders'] });
  beforeAll(() => {
    warnings.length = 0;
    // Used up before the first test, so that its reset takes nothing away.
    broker.inject({ api: 'Produce', delay: 1 }).remove();
  });

  test('an interceptor that nobody calls is no error', () => void broker.intercept('Produce', () => {}));

  test('but it is told', () => {
    expect(warnings).toEqual([
      expect.stringMatching(
        /fault Produce → intercepted was never hit, injected at leftovers\.test\.ts:\d+\n {4}no client has asked Produce\n/,
      ),
    ]);
  });
});

describe("leftovers: 'ignore'", () => {
  const broker = useBroker({ leftovers: 'ignore' });
  test('nobody asks', () => void broker.hold({ api: 'Fetch' }));
});

test('no more is told', () => expect(warnings).toHaveLength(1));
