// What a test pays that uses kafkajs: against a broker of ours, or against the one whose address is given.
import kafkajs from 'kafkajs';

import { report, sample } from './meter.mjs';

const { Kafka, logLevel } = kafkajs;
const [peer, rounds = '50'] = process.argv.slice(2);
const started = peer === 'testka' ? await (await import('testka')).createBroker() : undefined;
const kafka = new Kafka({
  clientId: 'bench',
  brokers: started?.connection.kafkajs.brokers ?? [peer],
  logLevel: logLevel.NOTHING,
});
const run = `${process.pid}-${Date.now()}`;
let count = 0;

const [warmUps, samples] = [Math.min(5, Number(rounds)), Number(rounds)];
const whole = await sample(samples, () => wholeTest({ waitForLeaders: false }), { warmUps });
const wholeWaiting = await sample(Math.min(samples, 20), () => wholeTest({ waitForLeaders: true }), { warmUps: 1 });
const roundTrip = await measureRoundTrips();
await started?.close();
report({ whole, wholeWaiting, roundTrip });

/** Creates a topic, produces a message, consumes it through a new group, and disconnects. */
async function wholeTest({ waitForLeaders }) {
  const topic = `orders-${run}-${(count += 1)}`;
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders });
  await admin.disconnect();
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic, messages: [{ key: '42', value: '{"id":42}' }] });
  const consumer = kafka.consumer({ groupId: `group-${run}-${count}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise((resolve, reject) => {
    consumer.run({ eachMessage: async () => resolve() }).catch(reject);
  });
  await consumer.disconnect();
  await producer.disconnect();
}

/** From `send()` to `eachMessage`, with clients that have been connected for long. */
async function measureRoundTrips() {
  const topic = `trips-${run}`;
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 1 }] });
  await admin.disconnect();
  const producer = kafka.producer();
  const consumer = kafka.consumer({ groupId: `trips-${run}` });
  await producer.connect();
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  let arrived = () => {};
  await consumer.run({ eachMessage: async () => arrived() });
  const trip = () =>
    new Promise((resolve, reject) => {
      arrived = resolve;
      producer.send({ topic, messages: [{ value: 'x' }] }).catch(reject);
    });
  const trips = await sample(200, trip, { warmUps: 20 });
  await consumer.disconnect();
  await producer.disconnect();
  return trips;
}
