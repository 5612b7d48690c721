import { parseArgs } from 'node:util';
import { runOldClients } from './old-clients.ts';

const { values } = parseArgs({ options: { kafka: { type: 'boolean', default: false } } });

process.exitCode = (await runOldClients(values.kafka)) ? 0 : 1;
