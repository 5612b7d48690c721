const { Kafka, logLevel } = require('kafkajs');
const { expect, test, useBroker } = require('testka/jest');

const warnings = [];
let producer;

async function open(clientId, brokers) {
  const opened = new Kafka({ clientId, brokers, logLevel: logLevel.NOTHING }).producer();
  await opened.connect();
  return opened;
}

describe('a file with a broker', () => {
  const broker = useBroker({ topics: ['orders'] });
  let ofFile;
  beforeAll(async () => {
    jest.spyOn(console, 'warn').mockImplementation((text) => void warnings.push(String(text)));
    ofFile = await open('of the file', broker.connection.kafkajs.brokers);
  });
  afterEach(() => producer?.disconnect());
  afterAll(() => ofFile.disconnect());

  test('what an after-hook closes is not left', async () => {
    producer = await open('a', broker.connection.kafkajs.brokers);
    expect(broker).not.toHaveNoLeftovers();
  });

  let left;
  test('what nobody closes is', async () => {
    left = await open('forgotten', broker.connection.kafkajs.brokers);
  });

  test('and it is told once, with its line', async () => {
    expect(warnings).toEqual([
      expect.stringMatching(
        /^testka: 1 thing was left when the test "a file with a broker what nobody closes is" ended\n {2}• client "forgotten", kafkajs is still connected, opened at suites\/leftovers\.test\.js:9\n {2}Close clients in the test; or say leftovers: 'ignore'\.$/,
      ),
    ]);
    await left.disconnect();
    await ofFile.disconnect();
    expect(broker).toHaveNoLeftovers();
  });
});

describe("leftovers: 'ignore'", () => {
  const broker = useBroker({ leftovers: 'ignore' });
  test('nobody asks', () => void broker.hold({ api: 'Fetch' }));
});

test('no more is told', () => expect(warnings).toHaveLength(1));
