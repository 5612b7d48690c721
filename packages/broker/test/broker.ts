import { onTestFinished } from 'vitest';
import {
  type Broker,
  type BrokerOptions,
  createBroker,
  type Hint,
  type HintCode,
  type TopicsOption,
  type TopicValues,
  WaitTimeoutError,
} from '../src/index.ts';

/** A broker that is closed when the test ends. */
export async function testBroker<const T extends TopicsOption>(
  options: BrokerOptions<T> = {},
): Promise<Broker<TopicValues<T>>> {
  const broker = await createBroker(options);
  onTestFinished(() => broker.close());
  return broker;
}

/** The error that a call ends with. @throws when it does not */
export async function failureOf(call: () => unknown): Promise<Error & { code?: string }> {
  try {
    await call();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing failed');
}

/** A report without what differs between runs: times, the port, ids. */
export function settled(text: string): string {
  return text
    .replaceAll(/\+\d+\.\d{3}/g, '+0.000')
    .replaceAll(/\b\d+(?:\.\d)? (?:ms|s)\b/g, '0 ms')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<uuid>');
}

/** The texts of the hints of one code, of a wait that comes to nothing; the report shows each of them with its code. */
export async function hintsOf(code: HintCode, wait: () => Promise<unknown>): Promise<string[]> {
  const error = await failureOf(wait);
  if (!(error instanceof WaitTimeoutError)) throw error;
  const isShown = (hint: Hint): boolean =>
    error.report.includes(`• ${hint.text.replaceAll('\n', '\n    ')} [${hint.code}]`);
  const hidden = error.hints.find((hint) => !isShown(hint));
  if (hidden !== undefined) throw new Error(`not shown: ${hidden.text}`, { cause: error });
  return error.hints.filter((hint) => hint.code === code).map(({ text }) => settled(text));
}
