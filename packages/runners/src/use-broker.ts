import {
  type Broker,
  BrokerError,
  type BrokerOptions,
  createBroker,
  type Leftover,
  type LeftoversOption,
  type TopicsOption,
  type TopicValues,
} from '@testka/broker';

import { describeChaos } from '@testka/broker/chaos';
import { complain, endStory, lostFaults, settledLeftovers, subjectOf, TestTime } from '@testka/broker/leftovers';
import { beginTrace, keepTrace, type PagePlace, type TestIdentity } from '@testka/broker/trace';

import { adoptBroker } from './adopt-broker.ts';
import { Environment, variablesOf } from './environment.ts';
import { type FileBroker, releaseFileBroker, takeFileBroker } from './file-broker.ts';
import { type HookOptions, type SplitOptions, splitOptions, toldOf } from './hook-options.ts';
import { createStandIn } from './stand-in.ts';

/**
 * The life of a broker in the hooks of a test runner, whichever runner it is: it calls `start` before all tests,
 * `beforeTest` before each, and `stop` after everything else that runs after the tests.
 *
 * A test's data goes when the next test begins, not when it ends: so the test's own after-hooks still see it, in whatever
 * order a runner calls after-hooks. And it goes before the first test too, so that a test finds the same whether it runs
 * first, second or alone.
 */
export class HookedBroker<T extends TopicsOption> {
  /** What `useBroker()` returns: usable while there is a broker. */
  readonly standIn: Broker<TopicValues<T>>;
  readonly #options: SplitOptions<BrokerOptions<T>>;
  readonly #giver: string;
  readonly #environment = new Environment();
  /** Where the test file calls `useBroker()`. */
  readonly #callSite: Error;
  /** Client ids that were there before the test. */
  #known: ReadonlySet<string | null> = new Set();
  /** The newest fault when the last test ended; undefined while nobody knows, as a test runs. */
  #faultsOfTests: number | undefined = 0;
  /** What was complained of already. */
  readonly #told = new Set<string>();
  #broker: Broker<TopicValues<T>> | undefined;
  /** What the test sees of it, where that is not all. */
  #window: Broker<TopicValues<T>> | undefined;
  /** The broker of the file, when that is the one. */
  #adopted: FileBroker | undefined;

  /**
   * @param caller the function that the test file calls; what it calls itself is left out of stack traces
   * @param giver what the options are given to, for messages
   * @throws BrokerError if an option of the hooks is wrong; those of the broker are checked by `start`
   */
  constructor(options: BrokerOptions<T> & HookOptions, caller: (...args: never[]) => unknown, giver = 'useBroker()') {
    this.#giver = giver;
    this.#callSite = new Error('useBroker() was called here');
    Error.captureStackTrace(this.#callSite, caller);
    try {
      this.#options = splitOptions(options);
    } catch (error) {
      this.#fail(error);
    }
    this.standIn = createStandIn(
      () => this.#current(),
      () => this.#broker !== undefined,
    );
  }

  /** Starts the broker, or takes that of the file, unless each test gets its own. May be called again after `stop`: Jest retries whole blocks. */
  async start(): Promise<void> {
    if (this.#options.isolation === 'fresh') return;
    this.#window = undefined;
    this.#adopted = takeFileBroker();
    if (this.#adopted === undefined) await this.#create();
    else await this.#adopt(this.#adopted);
  }

  /**
   * Makes the broker as if no test had run yet.
   * @param test how the page of its trace is called
   * @throws WaitTimeoutError if a connected consumer does not follow; LeftoversError for faults of beforeAll, which are gone
   */
  async beforeTest(test: TestIdentity): Promise<void> {
    const lost = this.#lostFaults();
    this.testEnded();
    if (this.#options.isolation === 'reset') await this.#broker?.reset().catch((error) => this.#fail(error));
    if (this.#options.isolation === 'fresh') {
      await this.#broker?.close();
      await this.#create();
    }
    // What the reset has swept away is of the test before, or has been found lost.
    subjectOf(this.#broker)?.context.faults.forgetSwept();
    if (this.#options.isolation === 'window') this.#beginWindow();
    beginTrace(this.#broker, { ...test, broker: this.#line });
    subjectOf(this.#broker)?.context.waits.beginTest();
    this.#known = new Set(this.#broker?.connections.map(({ clientId }) => clientId));
    this.#faultsOfTests = undefined;
    this.#say(lost, 'error', 'when the test began');
  }

  /**
   * The test itself begins, all hooks before it are through: its waits end before the runner ends the test.
   * @param timeoutMs what the runner gives it; 0: there is no limit
   * @param isRunning false once the test is through, and its after-hooks run
   */
  testBegan(timeoutMs: number, isRunning: () => boolean): void {
    this.#setTestTime(new TestTime(timeoutMs, isRunning));
  }

  /** The test is through, its after-hooks have time of their own. */
  testEnded(): void {
    this.#setTestTime(undefined);
  }

  /**
   * Says what the test has left behind; of one that has failed nothing more is to be said.
   * @throws LeftoversError
   */
  async afterTest(name: string, { hasFailed = false }: { readonly hasFailed?: boolean } = {}): Promise<void> {
    this.#faultsOfTests = subjectOf(this.#broker)?.context.faults.lastId;
    if (hasFailed) this.tellChaos(name);
    if (hasFailed) {
      const swept = subjectOf(this.#broker)?.context.faults.swept ?? [];
      for (const { description } of [...swept, ...(this.#broker?.leftovers() ?? [])]) this.#told.add(description);
    }
    const { isolation, leftovers } = this.#options;
    if (isolation === 'none') return;
    const isOfTest = (leftover: Leftover): boolean => isOwn(leftover) || !this.#known.has(leftover.clientId);
    try {
      if (!hasFailed) await this.#complain(isOfTest, `when the test "${name}" ended`);
    } finally {
      if (leftovers !== 'ignore') subjectOf(this.#broker)?.context.waits.dropOfTest();
    }
  }

  /** Of a test that has failed, how to have the same chaos again; nothing where there was none. */
  tellChaos(name: string): void {
    const subject = subjectOf(this.#broker);
    const chaos = subject === undefined ? '' : describeChaos(subject.context);
    if (chaos !== '') console.warn(`testka: the test "${name}" failed. ${chaos}`);
  }

  /**
   * Writes the page of a test that has ended, if it is to be kept. It belongs behind everything that may still fail the test.
   * @returns where it is; undefined: nothing was to be written
   */
  async keepTrace(test: TestIdentity, hasFailed: boolean): Promise<PagePlace | undefined> {
    return await keepTrace(this.#broker, { ...test, broker: this.#line, hasFailed });
  }

  /** Closes the broker, which stays readable, unless it is that of the file, and restores the environment. */
  async stop(): Promise<void> {
    this.#environment.restore();
    try {
      await this.#complain(({ description }) => !this.#told.has(description), 'when the tests ended');
    } finally {
      if (this.#adopted === undefined) await this.#broker?.close();
      else await releaseFileBroker(this.#adopted);
    }
  }

  /** @throws BrokerError: two tests at once cannot share a broker that is made new for each of them */
  refuseConcurrentTest(testName: string): void {
    if (this.#options.isolation === 'none') return;
    const problem = `"${testName}" runs at the same time as other tests, and useBroker resets the broker before each`;
    const wayOut = `call createBroker() of 'testka' in each such test, or use isolation: 'none' and topics of their own`;
    this.#fail(new BrokerError('ERR_CONCURRENT_TESTS', `${problem}; ${wayOut}`));
  }

  /** Tells the brokers of one file apart: the line that calls `useBroker()`. */
  get #line(): string {
    return /:(\d+:\d+)\)?$/m.exec(this.#callSite.stack ?? '')?.[1] ?? '';
  }

  async #complain(isMeant: (leftover: Leftover) => boolean, when: string): Promise<void> {
    const subject = subjectOf(this.#broker);
    if (subject === undefined || this.#options.leftovers === 'ignore') return;
    const left = await settledLeftovers(subject.context, isMeant);
    for (const { description } of left) this.#told.add(description);
    // One error tells of all, where the options ask for one.
    if (this.#options.leftovers !== undefined) return this.#say(left, this.#options.leftovers, when);
    this.#say(
      left.filter((each) => !isMistake(each)),
      'warn',
      when,
    );
    this.#say(left.filter(isMistake), 'error', when);
  }

  #setTestTime(testTime: TestTime | undefined): void {
    const subject = subjectOf(this.#broker);
    if (subject !== undefined) subject.context.waits.testTime = testTime;
  }

  /** Faults that were injected while no test ran, such as in beforeAll: no test meets them. */
  #lostFaults(): Leftover[] {
    const subject = subjectOf(this.#broker);
    if (subject === undefined || this.#faultsOfTests === undefined || !REMOVES_FAULTS.has(this.#options.isolation))
      return [];
    return lostFaults(subject.context, this.#faultsOfTests);
  }

  /** @param mode where the options do not say which */
  #say(leftovers: readonly Leftover[], mode: LeftoversOption, when: string): void {
    try {
      complain(leftovers, this.#options.leftovers ?? mode, when);
    } catch (error) {
      // It tells the lines that matter; those of the hook do not.
      if (isError(error)) error.stack = `${error.name}: ${error.message}`;
      throw error;
    }
  }

  /** What was before is out of sight, and what was to go wrong then does so no more. */
  #beginWindow(): void {
    const subject = subjectOf(this.#broker);
    if (subject !== undefined) endStory(subject.context);
    this.#window = this.#broker?.fromNow();
  }

  async #create(): Promise<void> {
    this.#broker = await createBroker(this.#options.brokerOptions).catch((error) => this.#fail(error));
    this.#environment.set(variablesOf(this.#broker, this.#options.env));
  }

  async #adopt(fileBroker: FileBroker): Promise<void> {
    const broker = await adoptBroker(fileBroker, this.#options.brokerOptions).catch((error) => this.#fail(error));
    this.#broker = broker as Broker<TopicValues<T>>;
    this.#environment.set(variablesOf(broker, this.#options.env));
  }

  #current(): Broker<TopicValues<T>> {
    const broker = this.#window ?? this.#broker;
    if (broker !== undefined) return broker;
    const wayOut =
      this.#options.isolation === 'fresh'
        ? `use it inside tests and beforeEach; with isolation: 'fresh' useBroker starts one for each test`
        : 'use it inside tests and hooks, and call useBroker() outside of them; it starts the broker in beforeAll';
    throw new BrokerError('ERR_BROKER_NOT_STARTED', `the broker is not started yet: ${wayOut}`);
  }

  /** Throws an error as coming from the line with `useBroker()`: what is wrong is there, not in the hook that found it. */
  #fail(error: unknown): never {
    const frames = this.#callSite.stack?.split('\n    at ').slice(1) ?? [];
    if (isError(error)) {
      error.message = toldOf(error.message, this.#giver);
      error.stack = [`${error.name}: ${error.message}`, ...frames].join('\n    at ');
    }
    throw error;
  }
}

/** Isolations that keep the broker, and remove faults when a test begins. */
const REMOVES_FAULTS: ReadonlySet<string> = new Set(['reset', 'window']);

/** What only the test itself can have asked for. */
const OWN: ReadonlySet<Leftover['kind']> = new Set([
  'unused-fault',
  'idle-fault',
  'partly-used-fault',
  'failed-interceptor',
  'failed-condition',
  'pending-wait',
]);

function isOwn({ kind }: Leftover): boolean {
  return OWN.has(kind);
}

/** What the test says will happen, and does not, or what it asks and does not hear. */
const MISTAKES: ReadonlySet<Leftover['kind']> = new Set([
  'unused-fault',
  'lost-fault',
  'failed-interceptor',
  'failed-condition',
  'pending-wait',
]);

function isMistake({ kind }: Leftover): boolean {
  return MISTAKES.has(kind);
}

/** As `instanceof Error`, which does not hold for every error inside Jest. */
function isError(value: unknown): value is Error {
  return typeof value === 'object' && value !== null && 'name' in value && 'message' in value;
}
