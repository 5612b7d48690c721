import type { Play, Script } from '../play.ts';
import type { Answer, RawClient } from '../raw-client.ts';
import { batch, produceBody } from './shapes.ts';

/** Short sessions: a broker that does not answer is given up soon. */
const IMPATIENT = { 'broker.session.timeout.ms': '2500', 'broker.heartbeat.interval.ms': '250' };

const MIN_INSYNC_REPLICAS = 'min.insync.replicas';
const TOPIC = 2;
const BROKER = 4;
const SET = 0;
const DELETE = 1;

interface Named {
  readonly name: string;
}

type Partition = Answer<'DescribeTopicPartitions'>['topics'][number]['partitions'][number];

/** Waits until a broker shows the topics' partitions so, then writes down what it shows. */
async function show(
  play: Play,
  label: string,
  client: RawClient,
  topics: readonly Named[],
  isSo: (partition: Partition) => boolean = () => true,
): Promise<void> {
  for (const { name } of topics) {
    const body = { topics: [{ name }], responsePartitionLimit: 100, cursor: null };
    await play.until(client, 'DescribeTopicPartitions', 0, body, (answer) =>
      (answer.topics[0]?.partitions ?? []).every(isSo),
    );
    await play.ask(label, client, 'DescribeTopicPartitions', 0, body);
  }
}

async function change(
  play: Play,
  client: RawClient,
  label: string,
  resource: { readonly resourceType: number; readonly resourceName: string },
  value: string | null,
): Promise<void> {
  const configs = [{ name: MIN_INSYNC_REPLICAS, configOperation: value === null ? DELETE : SET, value }];
  await play.ask(label, client, 'IncrementalAlterConfigs', 1, {
    resources: [{ ...resource, configs }],
    validateOnly: false,
  });
}

const of = ({ name }: Named) => ({ resourceType: TOPIC, resourceName: name });
const ofAll = { resourceType: BROKER, resourceName: '' };
const isNobodyEligible = ({ eligibleLeaderReplicas }: Partition): boolean =>
  (eligibleLeaderReplicas ?? []).length === 0;

/** Who may lead without being in sync, after min.insync.replicas has changed (KIP-966). */
export const ELIGIBLE_LEADERS_SCRIPTS: readonly Script[] = [
  {
    name: 'eligible-leaders',
    nodes: 3,
    ownCluster: true,
    config: IMPATIENT,
    async run(play) {
      const [one, two] = [await play.connect('raw', 1), await play.connect('raw', 2)];
      await change(play, one, 'of all, at first', ofAll, '2');
      const configs = { [MIN_INSYNC_REPLICAS]: '2' };
      const lowered = await play.placeTopic(one, 'lowered', [[1, 3]], configs);
      const removed = await play.placeTopic(one, 'removed', [[1, 3]], configs);
      const replaced = await play.placeTopic(one, 'replaced', [[1, 3]], configs);
      const same = await play.placeTopic(one, 'same', [[1, 3]], configs);
      const unled = await play.placeTopic(one, 'unled', [[1, 3]], configs);
      const plain = await play.placeTopic(one, 'plain', [[1, 3]]);
      const all = [lowered, removed, replaced, same, unled, plain];
      await play.ask('to both', one, 'Produce', 11, produceBody(lowered, batch(['a'])));
      await play.nodes.stop(3);
      await show(play, 'one is left', one, all, (each) => each.isrNodes.length === 1 && !isNobodyEligible(each));
      await change(play, one, 'lowered', of(lowered), '1');
      await show(play, 'lowered', one, [lowered], isNobodyEligible);
      await change(play, one, 'removed', of(removed), null);
      await show(play, 'removed', one, [removed], isNobodyEligible);
      await play.ask('replaced', one, 'AlterConfigs', 2, {
        resources: [{ ...of(replaced), configs: [] }],
        validateOnly: false,
      });
      await show(play, 'replaced', one, [replaced], isNobodyEligible);
      await change(play, one, 'the same', of(same), '2');
      await change(play, one, 'raised in vain', of(plain), '2');
      await show(play, 'the same', one, [same]);
      await show(play, 'raised in vain', one, [plain], isNobodyEligible);
      await play.ask('to the only one', one, 'Produce', 11, produceBody(lowered, batch(['b'])));
      await play.nodes.stop(1);
      await show(play, 'nobody leads', two, all, ({ leaderId }) => leaderId === -1);
      await change(play, two, 'while nobody leads', of(unled), '1');
      await show(play, 'while nobody leads', two, [unled], isNobodyEligible);
      await play.nodes.start(3);
      await show(play, 'one who was eligible is back', two, [same], ({ leaderId }) => leaderId === 3);
      await show(play, 'one who was eligible once is back', two, [lowered, removed, unled]);
      await change(play, two, 'of all, as it is', ofAll, '2');
      await show(play, 'of all, as it is', two, all, isNobodyEligible);
      await play.nodes.start(1);
      await show(play, 'everybody is back', two, [same], ({ isrNodes }) => isrNodes.length === 2);
      await show(play, 'everybody is back', two, all);
    },
  },
];
