import { parseArgs } from 'node:util';
import { runReleases } from './releases/on-kafka.ts';

const { values } = parseArgs({
  options: {
    record: { type: 'boolean', default: false },
    release: { type: 'string', multiple: true },
    script: { type: 'string', multiple: true },
  },
});

const { passed, failed } = await runReleases({
  record: values.record,
  releases: values.release,
  scripts: values.script,
});
console.log(`\n${passed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;
