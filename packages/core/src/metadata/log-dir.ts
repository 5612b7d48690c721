import type { Uuid } from '@testka/protocol';
import type { BrokerId } from '../command.ts';
import type { Services } from '../services.ts';

/** The one log directory of a broker, as it would be called: logs are kept in memory. */
export function logDirOf({ configs }: Pick<Services, 'configs'>): string {
  return configs.broker.string('log.dir');
}

/** The id of a node's log directory (KIP-858). */
export function directoryIdOf({ random }: Pick<Services, 'random'>, node: BrokerId): Uuid {
  return random.fork(`directory-id-${node}`).kafkaUuid();
}
