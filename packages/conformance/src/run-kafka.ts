import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { KAFKA_VERSION, startKafka } from './kafka.ts';

const USAGE = `Starts a real Apache Kafka, ${KAFKA_VERSION} unless told otherwise, and keeps it until Ctrl-C.

  node packages/conformance/src/run-kafka.ts [--version 3.9.1] [--nodes 1] [--config key=value]...`;

const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '1' },
    version: { type: 'string', default: KAFKA_VERSION },
    config: { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(USAGE);
} else {
  const config = Object.fromEntries(values.config.map((entry) => splitOnce(entry, '=')));
  const startedAt = performance.now();
  const kafka = await startKafka({ config, nodes: Number(values.nodes), version: values.version });
  console.log(
    `Kafka ${values.version} at ${kafka.bootstrapServers} after ${Math.round(performance.now() - startedAt)} ms`,
  );
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await kafka.stop();
}

function splitOnce(text: string, separator: string): [string, string] {
  const index = text.indexOf(separator);
  if (index < 1) throw new Error(`"${text}": expected key=value`);
  return [text.slice(0, index), text.slice(index + 1)];
}
