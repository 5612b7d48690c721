/** Producing and consuming while leaders, coordinators and brokers move: what src/moves.ts starts and looks at. */
import { setTimeout as delay } from 'node:timers/promises';
import { SHORT_SESSION_MS } from './group.mjs';
import { BREAK, CLIENT_RACK } from './harness.mjs';

const BATCH = 10;
/** Batches after which it is asked how many partitions there are. */
const ASK_EVERY = 20;
const PAUSE_MS = 20;
const COMMIT_EVERY_MS = 200;
/** For the rest to be consumed and committed, once nothing moves any more. */
const SETTLE_MS = Number(process.env.SETTLE_MS);

/**
 * Sends numbers until standard input ends, consumes them in a group meanwhile, and prints what became of them: how many were
 * sent, which of them were not acknowledged, which acknowledged ones did not arrive.
 */
export async function followMoves(library, group, topic) {
  const stop = inputEnded();
  const reader = await Reader.start(library, group, topic);
  const { sent, unacknowledged, errors } = await sendUntil(stop, library, topic);
  const lost = new Set(unacknowledged);
  const acknowledged = Array.from({ length: sent }, (_, number) => number).filter((number) => !lost.has(number));
  const missing = await reader.settle(acknowledged);
  const { reopened } = reader;
  const line = { client: library.version, sent, unacknowledged, missing, reopened };
  process.stdout.write(`${JSON.stringify({ ...line, errors: [...errors, ...reader.errors] })}\n`, () =>
    process.exit(0),
  );
}

function inputEnded() {
  const stop = { isDue: false };
  process.stdin.on('end', () => (stop.isDue = true)).resume();
  return stop;
}

async function sendUntil(stop, library, topic) {
  const producer = await library.producer({ idempotent: true, isPatient: true });
  const [unacknowledged, errors] = [[], []];
  const admin = await library.admin();
  let sent = 0;
  let partitionCount = 1;
  while (!stop.isDue) {
    // A batch for one partition: kafkajs 2.2.4 forgets, of a batch for several, what moves to a leader that has answered.
    const batch = sent / BATCH;
    if (batch % ASK_EVERY === 0) partitionCount = await countPartitions(admin, topic, partitionCount);
    const partition = batch % partitionCount;
    const numbers = Array.from({ length: BATCH }, (_, index) => sent + index);
    sent += BATCH;
    try {
      await producer.send(
        topic,
        numbers.map((number) => toRecord(number, partition)),
      );
    } catch (error) {
      unacknowledged.push(...numbers);
      errors.push(`send: ${String(error)}`);
    }
    await delay(PAUSE_MS);
  }
  // A broker that loses or repeats a record, see --break.
  if (BREAK === 'drop') sent += 1;
  if (BREAK === 'duplicate') await producer.send(topic, [toRecord(sent - 1, 0)]);
  await producer.close();
  return { sent, unacknowledged, errors };
}

/** @param known what is taken for true where nobody answers now */
async function countPartitions(admin, topic, known) {
  try {
    return (await admin.layout(topic)).size || known;
  } catch (error) {
    console.error(`layout: ${String(error)}`);
    return known;
  }
}

function toRecord(number, partition) {
  const bytes = Buffer.from(String(number));
  return { partition, timestampMs: Date.now(), key: bytes, value: bytes, headers: [] };
}

/** A member that reads and commits all the time. */
class Reader {
  errors = [];
  /** How often the application had to begin anew. */
  reopened = 0;
  #seen = new Set();
  #positions = new Map();
  #member;

  static async start(library, group, topic) {
    const reader = new Reader();
    reader.#member = await library.member({
      ...{ group, topic, reset: 'earliest', isPatient: true, sessionMs: SHORT_SESSION_MS, rack: CLIENT_RACK },
      // What a partition's next owner has committed is not to be set back.
      onAssigned: () => reader.#positions.clear(),
      onLost: () => reader.#positions.clear(),
      onRecord: (record) => reader.#record(record),
      onReopened: () => reader.reopened++,
    });
    void reader.#keepCommitting();
    return reader;
  }

  #record({ partition, offset, value }) {
    this.#seen.add(Number(value));
    this.#positions.set(partition, offset + 1);
  }

  async #keepCommitting() {
    for (;;) {
      await delay(COMMIT_EVERY_MS);
      // While a coordinator moves, commits fail; the next one says the same or more.
      await this.#commit().catch((error) => console.error(`commit: ${error}`));
    }
  }

  async #commit() {
    for (const [partition, offset] of this.#positions) await this.#member.commitOffset(partition, offset, '');
  }

  /** Resolves with what has not arrived when the time is over. */
  async settle(acknowledged) {
    let deadline = performance.now() + SETTLE_MS;
    const missing = () => acknowledged.filter((number) => !this.#seen.has(number));
    while (missing().length > 0 && performance.now() < deadline) await delay(20);
    deadline = performance.now() + SETTLE_MS;
    for (;;) {
      try {
        await this.#commit();
        return missing();
      } catch (error) {
        if (performance.now() > deadline) {
          this.errors.push(`commit: ${String(error)}`);
          return missing();
        }
        await delay(50);
      }
    }
  }
}
