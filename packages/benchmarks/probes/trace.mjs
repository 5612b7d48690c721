// What recording costs: round trips of kafkajs with the trace as it is by default, beside those without one.
import kafkajs from 'kafkajs';
import { createBroker } from 'testka';

import { measure, report } from './meter.mjs';

const { Kafka, logLevel } = kafkajs;
const TRIPS = 200;

/** A producer and a consumer of a broker of their own, which have been connected for long. */
async function connected(trace) {
  const broker = await createBroker({ topics: ['orders'], trace });
  const kafka = new Kafka({ clientId: 'bench', logLevel: logLevel.NOTHING, ...broker.connection.kafkajs });
  const producer = kafka.producer();
  const consumer = kafka.consumer({ groupId: 'bench' });
  await producer.connect();
  await consumer.connect();
  await consumer.subscribe({ topic: 'orders', fromBeginning: true });
  let arrived = () => {};
  await consumer.run({ eachMessage: async () => arrived() });
  const trip = (value) =>
    new Promise((resolve, reject) => {
      arrived = resolve;
      producer.send({ topic: 'orders', messages: [{ value }] }).catch(reject);
    });
  const close = async () => {
    await consumer.disconnect();
    await producer.disconnect();
    await broker.close();
  };
  return { trip, close };
}

const tripsOf = { traceOn: await connected('retain-on-failure'), traceOff: await connected('off') };
const figures = { traceOnSmall: [], traceOffSmall: [], traceOnLarge: [], traceOffLarge: [] };
for (const [size, value] of Object.entries({ Small: 'x'.repeat(100), Large: 'x'.repeat(100_000) })) {
  for (let round = 0; round < 22; round += 1) {
    // By turns, so that both meet what else the machine does.
    for (const name of round % 2 === 0 ? ['traceOn', 'traceOff'] : ['traceOff', 'traceOn']) {
      const { cpuMs, wallMs } = await measure(async () => {
        for (let count = 0; count < TRIPS; count += 1) await tripsOf[name].trip(value);
      });
      if (round >= 2) figures[name + size].push({ cpuMs: cpuMs / TRIPS, wallMs: wallMs / TRIPS });
    }
  }
}
for (const { close } of Object.values(tripsOf)) await close();
report(figures);
