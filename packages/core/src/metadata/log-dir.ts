import type { Uuid } from '@testka/protocol';
import type { BrokerId } from '../command.ts';
import type { Services } from '../services.ts';
import { splitList } from './configs/config-value.ts';

export const CORDONED_LOG_DIRS = 'cordoned.log.dirs';

/** The one log directory of a broker, as it would be called: logs are kept in memory. */
export function logDirOf({ configs }: Pick<Services, 'configs'>): string {
  return configs.broker.string('log.dir');
}

/** Whether a broker is to place nothing more in its log directory, and so gets no new replicas (KIP-1066). */
export function isCordoned(configs: Services['configs'], broker: BrokerId): boolean {
  // Releases before 4.3 do not know the config.
  const cordoned = splitList(configs.broker.text(CORDONED_LOG_DIRS, broker) ?? '');
  return cordoned.includes('*') || cordoned.includes(logDirOf({ configs }));
}

/** The id of a node's log directory (KIP-858). */
export function directoryIdOf({ random }: Pick<Services, 'random'>, node: BrokerId): Uuid {
  return random.fork(`directory-id-${node}`).kafkaUuid();
}
