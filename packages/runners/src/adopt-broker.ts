import { type Broker, BrokerError, type BrokerOptions } from '@testka/broker';
import { addToBeginning, markBeginning } from '@testka/broker/beginning';
import { subjectOf } from '@testka/broker/leftovers';

import type { FileBroker } from './file-broker.ts';

/**
 * Makes the broker of the file what `useBroker()` asks for: as it began, with the topics of the options.
 * @throws BrokerError ERR_OPTION_CONFLICT for what a broker gets when it is made, or never
 */
export async function adoptBroker(fileBroker: FileBroker, options: BrokerOptions): Promise<Broker> {
  const { broker, beginning, madeBy, use } = fileBroker;
  const { topics, ...others } = options;
  refuseOthers(fileBroker, others);
  const subject = subjectOf(broker);
  if (subject === undefined) throw new BrokerError('ERR_INVALID_ARGUMENT', `${madeBy} has made no broker of Testka`);
  fileBroker.use = 'now';
  if (use === 'before') {
    // What another useBroker() of the file has added is no part of it any more.
    await broker.restore(beginning);
    markBeginning(subject.context);
  }
  await broker.reset();
  if (topics !== undefined) await addToBeginning(subject.context, topics, `the broker of ${madeBy}`);
  return broker;
}

function refuseOthers({ madeBy, options: made }: FileBroker, asked: BrokerOptions): void {
  for (const [name, value] of Object.entries(asked)) {
    if (value === undefined || isSame(value, made[name as keyof BrokerOptions])) continue;
    const problem = `the broker of this file was made before it, by ${madeBy}, without this ${name}`;
    const wayOut = `give the option ${name} to ${madeBy}, or say isolation: 'fresh' for brokers of the tests' own`;
    throw new BrokerError('ERR_OPTION_CONFLICT', `${problem}; ${wayOut}`);
  }
}

/** As data: those of a set-up may come from another realm or process. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  const text = JSON.stringify(one);
  return text !== undefined && text === JSON.stringify(other);
}
