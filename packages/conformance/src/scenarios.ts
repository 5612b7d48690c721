/** One thing every client does, by the same name in every language, and what must hold for it to be ok. */
export interface Scenario {
  readonly name: string;
  readonly holds: string;
  /** True when a record lost or stored twice must make it fail; `run-clients --break drop` checks that. */
  readonly carriesRecords?: boolean;
  /** True when the runner does it with a cluster of its own: see moves.ts and capture/session.ts. */
  readonly needsCluster?: boolean;
}

/** Its name; what happens in it is listed in moves-list.ts. */
export const MOVES_SCENARIO = 'follows-moves';

/** Its name; see moves-unclean.ts. */
export const UNCLEAN_SCENARIO = 'follows-unclean-election';

/** Its name; see moves-restores.ts. */
export const RESTORES_SCENARIO = 'follows-restores';

/** Its name; see moves-racks.ts. */
export const RACK_SCENARIO = 'fetches-from-its-rack';

/** Its name; see moves-chaos.ts. */
export const CHAOS_SCENARIO = 'survives-chaos';

/** Its name; see capture/session.ts. */
export const CAPTURE_SCENARIO = 'wire-capture';

/** Its name; see clients-used.ts. Only a run of all the others has it. */
export const USE_SCENARIO = 'use-as-documented';

/** Every scenario in the order clients run them. A client leaves one out only with a reason in `clients.ts`. */
export const SCENARIOS: readonly Scenario[] = [
  ...(['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const).map((codec) => ({
    name: `codec-${codec}`,
    holds: `300 records (${codec}): keys, values, a header, timestamps and offsets 0–299 come back as sent`,
    carriesRecords: true,
  })),
  {
    name: 'null-and-empty',
    holds: 'null and empty keys and values come back and stay different from one another',
    carriesRecords: true,
  },
  {
    name: 'headers',
    holds: 'several headers keep their order, duplicate names, null and empty values, and bytes that are not UTF-8',
    carriesRecords: true,
  },
  {
    name: 'timestamps',
    holds: "CreateTime: the producer's timestamps, unordered ones too; LogAppendTime: the broker's",
    carriesRecords: true,
  },
  {
    name: 'acks-0',
    holds: '100 records sent without acknowledgement are all stored once, in order',
    carriesRecords: true,
  },
  { name: 'acks-1', holds: '100 records: acknowledged offsets are the ones read back', carriesRecords: true },
  { name: 'acks-all', holds: '100 records: acknowledged offsets are the ones read back', carriesRecords: true },
  {
    name: 'idempotent-producer',
    holds: '500 records in many small batches over 3 partitions: each once, in order per partition',
    carriesRecords: true,
  },
  {
    name: 'many-partitions',
    holds: '1000 records over 50 partitions: each in its partition, in order, offsets 0–19',
    carriesRecords: true,
  },
  { name: 'group-of-one', holds: 'one member owns 4 partitions and reads 100 records once', carriesRecords: true },
  {
    name: 'group-of-two',
    holds: 'two members own 3 of 6 partitions each; 120 records reach the owner of their partition, once',
    carriesRecords: true,
  },
  {
    name: 'group-of-twenty',
    holds: '20 members own 2 of 40 partitions each; 400 records reach their owner, once',
    carriesRecords: true,
  },
  {
    name: 'group-member-joins',
    holds: 'a second member takes half of the partitions; committed records are not read again, none is lost',
    carriesRecords: true,
  },
  {
    name: 'group-member-leaves',
    holds:
      'a graceful close hands the partitions over long before the session timeout of 45 s, nothing lost or repeated',
    carriesRecords: true,
  },
  {
    name: 'group-member-dies',
    holds:
      'a killed process keeps its partitions until its session of 6 s expires (not before), then the other has all',
    carriesRecords: true,
  },
  {
    name: 'group-static-restart',
    holds: 'a static member that restarts gets its partitions back and the other member sees no rebalance',
    carriesRecords: true,
  },
  {
    name: 'commit-and-resume',
    holds: 'a new consumer of the group starts at the committed offset; offset and metadata are what was committed',
    carriesRecords: true,
  },
  {
    name: 'seek-by-timestamp',
    holds: 'the offset for a timestamp: exact, between two records, before the first, after the last (none)',
    carriesRecords: true,
  },
  { name: 'reset-earliest', holds: 'a group without commits starts at offset 0', carriesRecords: true },
  { name: 'reset-latest', holds: 'a group without commits starts after what was there before', carriesRecords: true },
  {
    name: 'long-poll-wakes',
    holds: 'a fetch waiting up to 5 s on an empty partition returns a record as soon as it is produced',
    carriesRecords: true,
  },
  {
    name: 'long-poll-close',
    holds: 'a member closes during a 5 s fetch and its partitions are free at once, not after the 45 s session',
  },
  {
    name: 'admin-create-topics',
    holds: 'two topics in one call, of 1 and 3 partitions; records can be written to and read from both',
    carriesRecords: true,
  },
  { name: 'admin-create-topics-configs', holds: 'configs given at creation are described back as topic configs' },
  { name: 'admin-create-topics-assignments', holds: 'a manual assignment of 2 partitions is what is described' },
  {
    name: 'admin-describe-topics',
    holds: 'partitions, leader, replicas, in-sync replicas; an unknown topic is an error',
  },
  {
    name: 'admin-create-partitions',
    holds: '1 becomes 4 partitions, all usable; back to 2 is INVALID_PARTITIONS',
    carriesRecords: true,
  },
  {
    name: 'admin-delete-records',
    holds: 'low watermark moves to 6 of 10; reading starts there; 11 is OFFSET_OUT_OF_RANGE',
  },
  { name: 'admin-describe-configs', holds: "a topic's defaults and overrides with their sources" },
  {
    name: 'admin-alter-configs',
    holds: 'set and unset one key, the others stay (all keys replaced where only that exists)',
  },
  { name: 'admin-list-groups', holds: 'a group with a member is listed with its protocol type (and state)' },
  { name: 'admin-describe-groups', holds: 'Stable with its member and assignment, Empty after it left' },
  { name: 'admin-list-group-offsets', holds: 'committed offsets of two partitions, none for the third' },
  {
    name: 'admin-delete-group-offsets',
    holds: 'refused for a subscribed topic (GROUP_SUBSCRIBED_TO_TOPIC), done when the group is empty',
  },
  { name: 'admin-delete-groups', holds: 'NON_EMPTY_GROUP while a member is in, gone afterwards' },
  { name: 'admin-delete-topics', holds: 'gone from metadata; deleting again is UNKNOWN_TOPIC_OR_PARTITION' },
  {
    name: 'admin-describe-cluster',
    holds: 'cluster id, a controller among the nodes, the bootstrap address among them',
  },
  {
    name: 'admin-log-dirs',
    holds: 'the one directory has the replica with its size; its log may move to where it is, to no other directory',
  },
  {
    name: 'admin-elect-leaders',
    holds: 'not needed where the only replica leads; unknown where there is no partition',
  },
  {
    name: 'admin-reassignments',
    holds: 'to where it is: done at once; to a broker that is not there: refused; nothing to list, nothing to cancel',
  },
  { name: 'admin-client-quotas', holds: 'a quota of a client id is set, described and removed' },
  { name: 'admin-config-resources', holds: 'the topic and the broker are among the resources that have configs' },
  { name: 'admin-describe-producers', holds: 'the producer of 3 records, its last sequence and no open transaction' },
  {
    name: 'admin-quorum',
    holds: 'the leader is one of the voters, who cannot become more or fewer while kraft.version is 0',
  },
  { name: 'admin-features', holds: 'metadata.version is finalized and supported; an unknown feature is refused' },
  { name: 'admin-unregister-broker', holds: 'BROKER_ID_NOT_REGISTERED for one that is not there' },
  { name: 'error-topic-exists', holds: 'TOPIC_ALREADY_EXISTS' },
  { name: 'error-unknown-config', holds: 'INVALID_CONFIG' },
  { name: 'error-message-too-large', holds: 'MESSAGE_TOO_LARGE from the broker, and the next record goes through' },
  { name: 'error-invalid-topic-name', holds: 'INVALID_TOPIC_EXCEPTION' },
  {
    name: MOVES_SCENARIO,
    holds:
      'three brokers stop, start, die, freeze, are unregistered, lose replicas, leaderships and connections while numbers flow, and ' +
      'partitions are added: every acknowledged number is stored once and consumed',
    carriesRecords: true,
    needsCluster: true,
  },
  {
    name: UNCLEAN_SCENARIO,
    holds:
      'a broker leads that lacks acknowledged numbers: the client goes on, and no other number is lost, or stored twice',
    carriesRecords: true,
    needsCluster: true,
  },
  {
    name: RESTORES_SCENARIO,
    holds:
      'Testka is restored to a snapshot and reset while numbers flow: its consumers go on where the snapshot has committed, and no ' +
      'number that was not undone is lost, or stored twice',
    carriesRecords: true,
    needsCluster: true,
  },
  {
    name: RACK_SCENARIO,
    holds:
      'a consumer reads from the follower in its rack alone, from the leader while that is gone, and from there again',
    carriesRecords: true,
    needsCluster: true,
  },
  {
    name: CHAOS_SCENARIO,
    holds:
      'a tenth of all requests is refused, cut off, answered late or met by rebalances and elections, seed after seed: every ' +
      'acknowledged number is stored once and consumed',
    carriesRecords: true,
    needsCluster: true,
  },
  {
    name: CAPTURE_SCENARIO,
    holds: "a session of many of the scenarios above is read by Wireshark's Kafka dissector, every frame to its end",
    needsCluster: true,
  },
  {
    name: USE_SCENARIO,
    holds:
      'the APIs and versions asked for up to `follows-moves` are those that docs/compatibility.md tells of the client',
    needsCluster: true,
  },
];
