import { ErrorCode } from '@testka/protocol';
import type { BrokerId } from '../../command.ts';
import { type AlterError, alterError } from './alter-configs.ts';
import { ConfigType } from './config-def.ts';
import { ConfigOperation } from './config-operation.ts';
import { ConfigSource } from './config-source.ts';
import type { DescribedConfig } from './describe-configs.ts';

const ROOT_LOGGER = 'root';
const INITIAL_LEVEL = 'INFO';
const LEVELS: readonly string[] = ['DEBUG', 'ERROR', 'FATAL', 'INFO', 'TRACE', 'WARN'];

/** One change to a broker's loggers (KIP-412). */
export interface LoggerChange {
  readonly name: string;
  readonly configOperation: number;
  readonly value: string | null;
}

/**
 * The loggers of each broker: the root one, whose level is kept and shown.
 * Differs: nothing is logged, and so there are none of Kafka's classes.
 */
export class BrokerLoggers {
  readonly #levels = new Map<BrokerId, string>();

  describe(broker: BrokerId): DescribedConfig[] {
    return [
      {
        name: ROOT_LOGGER,
        value: this.#levels.get(broker) ?? INITIAL_LEVEL,
        readOnly: false,
        configSource: ConfigSource.DYNAMIC_BROKER_LOGGER,
        isSensitive: false,
        synonyms: [],
        configType: ConfigType.UNKNOWN,
      },
    ];
  }

  set(broker: BrokerId, level: string): void {
    this.#levels.set(broker, level);
  }

  /** The process has ended, and with it what it was told. */
  forget(broker: BrokerId): void {
    this.#levels.delete(broker);
  }

  forgetAll(): void {
    this.#levels.clear();
  }
}

/** What is wrong with a change to a logger (ConfigAdminManager.validateLogLevelConfigs). */
export function checkLoggerChange({ name, configOperation, value }: LoggerChange): AlterError | undefined {
  switch (configOperation) {
    case ConfigOperation.SET: {
      const level = value ?? '';
      const message = `Cannot set the log level of ${name} to ${level}; the levels are ${LEVELS.join(', ')}`;
      return LEVELS.includes(level) ? checkLogger(name) : alterError(ErrorCode.INVALID_CONFIG, message);
    }
    case ConfigOperation.DELETE: {
      const message = 'Removing the log level of the root logger is not allowed';
      return checkLogger(name) ?? alterError(ErrorCode.INVALID_REQUEST, message);
    }
    default: {
      const message = `Operation ${configOperation} is not allowed for the BROKER_LOGGER resource`;
      return alterError(ErrorCode.INVALID_REQUEST, message);
    }
  }
}

function checkLogger(name: string): AlterError | undefined {
  return name === ROOT_LOGGER ? undefined : alterError(ErrorCode.INVALID_CONFIG, `Logger ${name} does not exist!`);
}
