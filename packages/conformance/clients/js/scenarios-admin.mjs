/** Administration, and what the broker refuses. */
import { Group } from './group.mjs';
import { BOOTSTRAP_SERVERS } from './harness.mjs';
import { checkLog, expected, make, produce, read, render } from './records.mjs';

const OFFSET_OUT_OF_RANGE = 1;
const UNKNOWN_TOPIC_OR_PARTITION = 3;
const MESSAGE_TOO_LARGE = 10;
const INVALID_TOPIC_EXCEPTION = 17;
const TOPIC_ALREADY_EXISTS = 36;
const INVALID_PARTITIONS = 37;
const INVALID_CONFIG = 40;
const NON_EMPTY_GROUP = 68;
const GROUP_ID_NOT_FOUND = 69;
const GROUP_SUBSCRIBED_TO_TOPIC = 86;

export const adminScenarios = {
  'admin-create-topics': createTopics,
  'admin-create-topics-configs': createTopicsConfigs,
  'admin-create-topics-assignments': createTopicsAssignments,
  'admin-describe-topics': describeTopics,
  'admin-create-partitions': createPartitions,
  'admin-delete-records': deleteRecords,
  'admin-describe-configs': describeConfigs,
  'admin-alter-configs': alterConfigs,
  'admin-list-groups': listGroups,
  'admin-describe-groups': describeGroups,
  'admin-list-group-offsets': listGroupOffsets,
  'admin-delete-group-offsets': deleteGroupOffsets,
  'admin-delete-groups': deleteGroups,
  'admin-delete-topics': deleteTopics,
  'admin-describe-cluster': describeCluster,
  'error-topic-exists': topicExists,
  'error-unknown-config': unknownConfig,
  'error-message-too-large': messageTooLarge,
  'error-invalid-topic-name': invalidTopicName,
};

async function createTopics(trial) {
  const admin = await trial.admin();
  const topics = [
    { name: trial.name('-one'), partitionCount: 1 },
    { name: trial.name('-three'), partitionCount: 3 },
  ];
  await admin.createTopics(topics);
  for (const { name, partitionCount } of topics) {
    await trial.awaitTopic(name, partitionCount);
    const records = make(3, partitionCount);
    await produce(trial, name, records);
    await checkLog(trial, name, partitionCount, expected(trial, records));
  }
  return '1 and 3 partitions';
}

async function createTopicsConfigs(trial) {
  const topic = await trial.topic({ configs: { 'retention.ms': '3600000', 'cleanup.policy': 'compact' } });
  const configs = await (await trial.admin()).topicConfigs(topic);
  trial.equal('retention.ms', configs.get('retention.ms'), '3600000 DYNAMIC_TOPIC_CONFIG');
  trial.equal('cleanup.policy', configs.get('cleanup.policy'), 'compact DYNAMIC_TOPIC_CONFIG');
  trial.equal('max.message.bytes', configs.get('max.message.bytes'), '1048588 DEFAULT_CONFIG');
  return 'retention.ms, cleanup.policy';
}

async function createTopicsAssignments(trial) {
  const [admin, name] = [await trial.admin(), trial.name()];
  const [broker] = (await admin.cluster()).brokers;
  await admin.createTopics([{ name, assignments: [[broker.id], [broker.id]] }]);
  await trial.awaitTopic(name, 2);
  const replicas = [...(await admin.layout(name))].map(([partition, described]) => [partition, described.replicas]);
  trial.equal('replicas', new Map(replicas), new Map([0, 1].map((partition) => [partition, [broker.id]])));
  return `2 partitions on broker ${broker.id}`;
}

async function describeTopics(trial) {
  const topic = await trial.topic({ partitionCount: 3 });
  const admin = await trial.admin();
  const brokers = (await admin.cluster()).brokers.map(({ id }) => id);
  const layout = await admin.layout(topic);
  trial.equal('partitions', new Set(layout.keys()), new Set([0, 1, 2]));
  for (const { leader, replicas, isr } of layout.values()) {
    trial.check(brokers.includes(leader), `leader ${leader} is no broker`);
    trial.equal('replicas', replicas, [leader]);
    trial.equal('in-sync replicas', isr, [leader]);
  }
  const missing = () => admin.layout(trial.name('-missing'));
  return `3 partitions; missing: ${await trial.refused('missing topic', UNKNOWN_TOPIC_OR_PARTITION, missing)}`;
}

async function createPartitions(trial) {
  const [topic, admin, records] = [await trial.topic(), await trial.admin(), make(8, 4)];
  await admin.createPartitions(topic, 4);
  await trial.awaitTopic(topic, 4);
  await produce(trial, topic, records);
  await checkLog(trial, topic, 4, expected(trial, records));
  return `shrink: ${await trial.refused('4 to 2', INVALID_PARTITIONS, () => admin.createPartitions(topic, 2))}`;
}

async function deleteRecords(trial) {
  const [topic, admin, records] = [await trial.topic(), await trial.admin(), make(10)];
  const lines = expected(trial, records);
  await produce(trial, topic, records);
  await checkLog(trial, topic, 1, lines);
  trial.equal('low watermark', await admin.deleteRecords(topic, 0, 6), 6);
  trial.equal('records left', render(trial, await read(trial, topic, 4)), new Map([[0, lines.get(0).slice(6)]]));
  return trial.refused('beyond the end', OFFSET_OUT_OF_RANGE, () => admin.deleteRecords(topic, 0, 11));
}

async function describeConfigs(trial) {
  const topic = await trial.topic({ configs: { 'segment.bytes': '1048576' } });
  const configs = await (await trial.admin()).topicConfigs(topic);
  trial.equal('segment.bytes', configs.get('segment.bytes'), '1048576 DYNAMIC_TOPIC_CONFIG');
  trial.equal('retention.ms', configs.get('retention.ms'), '604800000 DEFAULT_CONFIG');
  trial.equal('cleanup.policy', configs.get('cleanup.policy'), 'delete DEFAULT_CONFIG');
  trial.equal('compression.type', configs.get('compression.type'), 'producer DEFAULT_CONFIG');
  trial.equal('message.timestamp.type', configs.get('message.timestamp.type'), 'CreateTime DEFAULT_CONFIG');
  return `${configs.size} keys`;
}

async function alterConfigs(trial) {
  const [topic, admin] = [await trial.topic({ configs: { 'retention.ms': '1000' } }), await trial.admin()];
  const byDefault = '604800000 DEFAULT_CONFIG';
  const awaitConfig = async (key, value) => {
    await trial.eventually(key, async () => {
      const actual = (await admin.topicConfigs(topic)).get(key);
      return actual === value ? undefined : `${actual}, expected ${value}`;
    });
    trial.check(true, key);
  };
  await admin.alterTopicConfig(topic, 'max.message.bytes', '2000');
  await awaitConfig('max.message.bytes', '2000 DYNAMIC_TOPIC_CONFIG');
  // The old AlterConfigs replaces the whole set of keys; the incremental one leaves the others alone.
  const kept = trial.library.altersIncrementally ? '1000 DYNAMIC_TOPIC_CONFIG' : byDefault;
  trial.equal('retention.ms', (await admin.topicConfigs(topic)).get('retention.ms'), kept);
  if (!trial.library.altersIncrementally) return 'replaced (AlterConfigs)';
  await admin.alterTopicConfig(topic, 'retention.ms', null);
  await awaitConfig('retention.ms', byDefault);
  const other = (await admin.topicConfigs(topic)).get('max.message.bytes');
  trial.equal('max.message.bytes', other, '2000 DYNAMIC_TOPIC_CONFIG');
  return 'set and deleted (IncrementalAlterConfigs)';
}

/** The only member of a group of the scenario's name; it owns the one partition of the topic. */
async function stableMember(trial, topic) {
  const group = new Group(trial);
  const member = await group.join(topic, { clientId: 'conformance' });
  await group.awaitShares(1, [member], 1);
  return member;
}

async function listGroups(trial) {
  await stableMember(trial, await trial.topic());
  const admin = await trial.admin();
  const listed = (await admin.groups()).get(trial.name());
  trial.check(listed !== undefined, 'the group is not listed');
  trial.equal('protocol type', listed.protocolType, 'consumer');
  if (listed.state === undefined) return 'consumer; this client asks with a version without states';
  trial.equal('state', listed.state.toLowerCase(), 'stable');
  trial.equal('listed as Empty', (await admin.groups('EMPTY')).has(trial.name()), false);
  return 'consumer, Stable';
}

async function describeGroups(trial) {
  const topic = await trial.topic();
  const [member, admin] = [await stableMember(trial, topic), await trial.admin()];
  const stable = await admin.describeGroup(trial.name());
  trial.equal('state', stable.state.toLowerCase(), 'stable');
  trial.equal('assignor', stable.protocol, trial.library.assignor);
  trial.equal('members', stable.members.length, 1);
  const [described] = stable.members;
  const memberId = member.consumer.memberId();
  // @confluentinc/kafka-javascript does not show it.
  if (memberId !== undefined) trial.equal('member id', described.memberId, memberId);
  trial.equal('client id', described.clientId, 'conformance');
  trial.equal('assignment', described.assignment, new Map([[topic, [0]]]));
  await member.close();
  const empty = await admin.describeGroup(trial.name());
  trial.equal('state after leaving', empty.state.toLowerCase(), 'empty');
  trial.equal('members after leaving', empty.members, []);
  return `Stable, then Empty; host ${described.host}`;
}

async function listGroupOffsets(trial) {
  const [topic, admin] = [await trial.topic({ partitionCount: 3 }), await trial.admin()];
  await admin.commitOffsets(trial.name(), topic, [
    [0, 7],
    [1, 11],
  ]);
  const offsets = [...(await admin.groupOffsets(trial.name(), topic))].map(([partition, { offset }]) => [
    partition,
    offset,
  ]);
  trial.equal('committed offsets', offsets, [
    [0, 7],
    [1, 11],
  ]);
  trial.equal('offsets of an unknown group', await admin.groupOffsets(trial.name('-missing'), topic), new Map());
  return '7, 11, none';
}

async function deleteGroupOffsets(trial) {
  const topic = await trial.topic();
  const [member, admin, group] = [await stableMember(trial, topic), await trial.admin(), trial.name()];
  await member.consumer.commitOffset(0, 5, '');
  const remove = () => admin.deleteGroupOffsets(group, topic, 0);
  const shown = await trial.refused('while subscribed', GROUP_SUBSCRIBED_TO_TOPIC, remove);
  trial.equal('offsets kept', (await admin.groupOffsets(group, topic)).get(0)?.offset, 5);
  await member.close();
  await remove();
  trial.equal('offsets afterwards', await admin.groupOffsets(group, topic), new Map());
  return shown;
}

async function deleteGroups(trial) {
  const topic = await trial.topic();
  const [member, admin, group] = [await stableMember(trial, topic), await trial.admin(), trial.name()];
  const shown = await trial.refused('while a member is in', NON_EMPTY_GROUP, () => admin.deleteGroup(group));
  await member.close();
  await admin.deleteGroup(group);
  trial.equal('still listed', (await admin.groups()).has(group), false);
  await trial.refused('deleted again', GROUP_ID_NOT_FOUND, () => admin.deleteGroup(group));
  return shown;
}

async function deleteTopics(trial) {
  const [topic, admin] = [await trial.topic({ partitionCount: 2 }), await trial.admin()];
  await admin.deleteTopic(topic);
  await trial.eventually('gone from metadata', async () =>
    (await admin.topics()).includes(topic) ? 'still listed' : undefined,
  );
  return `again: ${await trial.refused('again', UNKNOWN_TOPIC_OR_PARTITION, () => admin.deleteTopic(topic))}`;
}

async function describeCluster(trial) {
  const { clusterId, controllerId, brokers } = await (await trial.admin()).cluster();
  trial.check(typeof clusterId === 'string' && clusterId !== '', 'cluster id is empty');
  const ids = brokers.map(({ id }) => id);
  trial.check(ids.includes(controllerId), `controller ${controllerId} is not among ${ids}`);
  const addresses = brokers.map(({ host, port }) => `${host}:${port}`);
  for (const address of BOOTSTRAP_SERVERS) {
    trial.check(addresses.includes(address), `${address} is not among ${addresses}`);
  }
  return `${ids.length} broker(s), cluster ${clusterId}`;
}

async function topicExists(trial) {
  const [name, admin] = [await trial.topic(), await trial.admin()];
  return trial.refused('create again', TOPIC_ALREADY_EXISTS, () => admin.createTopics([{ name, partitionCount: 1 }]));
}

async function unknownConfig(trial) {
  const topic = { name: trial.name(), partitionCount: 1, configs: { 'no.such.key': '1' } };
  const admin = await trial.admin();
  return trial.refused('create', INVALID_CONFIG, () => admin.createTopics([topic]));
}

async function messageTooLarge(trial) {
  const topic = await trial.topic({ configs: { 'max.message.bytes': '10000' } });
  const producer = trial.own(await trial.library.producer({}));
  const record = { partition: 0, timestampMs: Date.now(), key: null, headers: [] };
  const large = { ...record, value: Buffer.alloc(20_000, 'x') };
  const small = { ...record, value: Buffer.from('small') };
  const shown = await trial.refused('20 000 bytes', MESSAGE_TOO_LARGE, () => producer.send(topic, [large]));
  trial.equal('5 bytes afterwards', await producer.send(topic, [small]), [[0, 0]]);
  await checkLog(trial, topic, 1, expected(trial, [small]));
  return shown;
}

async function invalidTopicName(trial) {
  const admin = await trial.admin();
  const topic = { name: trial.name('/slash'), partitionCount: 1 };
  return trial.refused('create', INVALID_TOPIC_EXCEPTION, () => admin.createTopics([topic]));
}
