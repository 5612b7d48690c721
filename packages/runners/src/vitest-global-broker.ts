import { BrokerError, type Snapshot } from '@testka/broker';
import { inject } from 'vitest';

/** What the tests are told of the broker of `testka/vitest/global-setup`, which lives in another process or thread. */
export interface GlobalBroker {
  readonly bootstrapServers: string;
  /** What it held when the run began: `useBroker({ from: globalBroker().snapshot })` is a broker of the file's own with that. */
  readonly snapshot: Snapshot;
}

/** @throws BrokerError ERR_BROKER_NOT_STARTED without `testka/vitest/global-setup` */
export function globalBroker(): GlobalBroker {
  const broker = inject('testkaBroker' as never) as GlobalBroker | undefined;
  if (broker !== undefined) return broker;
  const wayOut = `say globalSetup: ['testka/vitest/global-setup'] in the config of Vitest`;
  throw new BrokerError('ERR_BROKER_NOT_STARTED', `there is no broker for the whole run; ${wayOut}`);
}
