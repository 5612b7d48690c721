/** Runs scenarios one after the other, each with a time limit, and prints one JSON line for each. */
import { inspect, isDeepStrictEqual } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';

export const BOOTSTRAP_SERVERS = (process.env.BOOTSTRAP_SERVERS ?? '').split(',');
export const BREAK = process.env.BREAK ?? '';
/** Of consumers that follow moves; empty: none. */
export const CLIENT_RACK = process.env.CLIENT_RACK ?? '';
const TIME_LIMIT_MS = Number(process.env.TIME_LIMIT_MS ?? 30_000);

/** Why a behaviour did not hold. */
class Failure extends Error {}

/** The broker answered with an error code; `shown` is what the client library tells its user. */
export class Refused extends Error {
  constructor(code, shown) {
    super(`${code} ${shown}`);
    this.code = code;
    this.shown = shown;
  }
}

/** One run of one scenario: its time limit, its names, its clients (closed at the end) and its checks. */
export class Trial {
  #deadline = performance.now() + TIME_LIMIT_MS;
  #toClose = [];
  #admin;
  checkCount = 0;

  constructor(library, scenario) {
    this.library = library;
    this.scenario = scenario;
  }

  /** The only place where an expectation can fail. BREAK=check makes every one fail, to prove that it would. */
  check(holds, message) {
    this.checkCount++;
    if (!holds || BREAK === 'check') throw new Failure(message);
  }

  equal(what, actual, expected) {
    this.check(isDeepStrictEqual(actual, expected), `${what}: got ${show(actual)}, expected ${show(expected)}`);
  }

  /** Runs what the broker must refuse with this error code; resolves to what the client shows for it. */
  async refused(what, code, action) {
    try {
      await action();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.check(error.code === code, `${what}: got error ${error.message}, expected code ${code}`);
      return error.shown;
    }
    throw new Failure(`${what}: accepted, expected error ${code}`);
  }

  /** Asks until nothing is missing; the scenario's time limit ends it with the last answer. */
  async eventually(what, missing) {
    for (;;) {
      let answer;
      try {
        answer = await missing();
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        answer = error.message;
      }
      if (answer === undefined) return;
      if (performance.now() > this.#deadline) throw new Failure(`${what}: ${answer} (time limit)`);
      await delay(20);
    }
  }

  name(suffix = '') {
    return `${process.env.RUN_ID}-${this.scenario}${suffix}`;
  }

  /** Closed at the end of the scenario, all together: a close may wait for a fetch. */
  own(resource) {
    this.#toClose.push(resource);
    return resource;
  }

  async close() {
    const closed = await Promise.allSettled(this.#toClose.map((resource) => resource.close()));
    for (const { reason } of closed) if (reason !== undefined) console.error(`${this.scenario}: close: ${reason}`);
  }

  async admin() {
    this.#admin ??= this.library.admin().then((admin) => this.own(admin));
    return this.#admin;
  }

  /** Creates a topic of the scenario's name plus suffix and waits until every partition takes requests. */
  async topic({ suffix = '', partitionCount = 1, configs = {} } = {}) {
    const name = this.name(suffix);
    const admin = await this.admin();
    await admin.createTopics([{ name, partitionCount, configs }]);
    await this.awaitTopic(name, partitionCount);
    return name;
  }

  /** Metadata first, then each leader's end offset: in KRaft metadata knows a topic a moment before the leaders. */
  async awaitTopic(name, partitionCount) {
    const admin = await this.admin();
    await this.eventually(`metadata of ${name}`, async () => {
      const layout = await admin.layout(name);
      if (layout.size !== partitionCount) return `${layout.size} partitions`;
      if ([...layout.values()].some(({ leader }) => leader < 0)) return 'a partition has no leader';
      await admin.endOffsets(name, partitionCount);
      return undefined;
    });
  }
}

/** The program: all scenarios, or those named in ONLY; exits with 1 when one fails. */
export async function run(library, scenarios) {
  const only = (process.env.ONLY ?? '').split(',').filter((name) => name !== '');
  let failed = 0;
  for (const [scenario, action] of Object.entries(scenarios)) {
    if (only.length > 0 && !only.includes(scenario)) continue;
    const startedAt = performance.now();
    const { ok, detail } = await runLimited(new Trial(library, scenario), action);
    if (!ok) failed++;
    const ms = Math.round(performance.now() - startedAt);
    process.stdout.write(`${JSON.stringify({ scenario, ok, detail, client: library.version, ms })}\n`);
  }
  // A client that still hangs in a scenario must not keep the program alive; an empty write flushes what is printed.
  process.stdout.write('', () => process.exit(failed === 0 ? 0 : 1));
}

/** A client call that never settles costs one scenario and not the run. */
async function runLimited(trial, action) {
  const giveUp = new AbortController();
  const hanging = delay(TIME_LIMIT_MS + 5_000, { ok: false, detail: 'time limit: still hanging' }, giveUp);
  try {
    return await Promise.race([attempt(trial, action), hanging]);
  } finally {
    giveUp.abort();
    hanging.catch(() => undefined);
  }
}

async function attempt(trial, action) {
  try {
    const detail = await action(trial);
    if (trial.checkCount === 0) return { ok: false, detail: 'the scenario checked nothing' };
    return { ok: true, detail };
  } catch (error) {
    return { ok: false, detail: error instanceof Failure ? error.message : `${error?.name}: ${error?.message}` };
  } finally {
    await trial.close();
  }
}

function show(value) {
  const text = inspect(value, { depth: 6, breakLength: Number.POSITIVE_INFINITY });
  return text.length <= 400 ? text : `${text.slice(0, 200)} … ${text.slice(-200)}`;
}
