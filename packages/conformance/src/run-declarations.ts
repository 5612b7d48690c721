import { parseArgs } from 'node:util';
import { checkDeclarations, recordVectors } from './declarations/in-kafka.ts';

const { values } = parseArgs({ options: { record: { type: 'boolean', default: false } } });

/** Holds the declarations against Kafka's jars, or records anew what Kafka's classes write. */
async function main(): Promise<void> {
  if (values.record) return recordVectors();
  const { passed, failed } = await checkDeclarations();
  console.log(`\n${passed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

await main();
