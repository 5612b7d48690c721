import type { Script } from './play.ts';
import { ADMIN_SCRIPTS } from './scripts/admin.ts';
import { ALTER_CONFIG_SCRIPTS } from './scripts/alter-configs.ts';
import { COMMITTED_OFFSET_SCRIPTS } from './scripts/committed-offsets.ts';
import { CONFIG_KIND_SCRIPTS } from './scripts/config-kinds.ts';
import { CONFIG_SCRIPTS } from './scripts/configs.ts';
import { FRAME_SCRIPTS } from './scripts/frames.ts';
import { SASL_SCRIPTS } from './scripts/sasl.ts';
import { CONNECTION_SCRIPTS } from './scripts/connection.ts';
import { ELIGIBLE_LEADERS_SCRIPTS } from './scripts/eligible-leaders.ts';
import { FETCH_SCRIPTS } from './scripts/fetch.ts';
import { GROUP_ADMIN_SCRIPTS } from './scripts/group-admin.ts';
import { GROUP_MEMBER_SCRIPTS } from './scripts/group-members.ts';
import { GROUP_REFUSAL_SCRIPTS } from './scripts/group-refusals.ts';
import { METADATA_SCRIPTS } from './scripts/metadata.ts';
import { OFFSET_SCRIPTS } from './scripts/offsets.ts';
import { PRODUCE_SCRIPTS } from './scripts/produce.ts';
import { QUOTA_SCRIPTS } from './scripts/quotas.ts';
import { REASSIGNMENT_SCRIPTS } from './scripts/reassignments.ts';
import { REGISTRATION_SCRIPTS } from './scripts/registration.ts';
import { REPLICATION_SCRIPTS } from './scripts/replication.ts';
import { TOPIC_SCRIPTS } from './scripts/topics.ts';
import { FIND_COORDINATOR_SCRIPTS } from './scripts/find-coordinator.ts';
import { OFFSET_FETCH_SCRIPTS } from './scripts/offset-fetch.ts';
import { PRODUCER_ID_SCRIPTS } from './scripts/producer-ids.ts';
import { LEADER_BALANCE_SCRIPTS } from './scripts/leader-balance.ts';
import { LEADER_EPOCH_SCRIPTS } from './scripts/leader-epochs.ts';
import { MEMBER_SCRIPTS } from './scripts/members.ts';
import { TOPIC_PAGE_SCRIPTS } from './scripts/topic-pages.ts';
import { SOFTWARE_SCRIPTS } from './scripts/software.ts';
import { THREE_BROKER_SCRIPTS } from './scripts/three-brokers.ts';
import { THREE_CONNECTION_SCRIPTS } from './scripts/three-connections.ts';
import { THREE_TOPIC_SCRIPTS } from './scripts/three-topics.ts';
import { THREE_GROUP_SCRIPTS } from './scripts/three-groups.ts';
import { ORDER_SCRIPTS } from './scripts/order-of-entries.ts';
import { STORED_BATCH_SCRIPTS } from './scripts/stored-batches.ts';
import { TWICE_OR_EMPTY_SCRIPTS } from './scripts/twice-or-empty.ts';
import { THREE_CONFIG_SCRIPTS } from './scripts/three-configs.ts';
import { ADMIN_EDGE_SCRIPTS } from './scripts/admin-edges.ts';
import { CONFIG_KEY_SCRIPTS } from './scripts/config-keys.ts';
import { CONFIG_OPERATION_SCRIPTS } from './scripts/config-operations.ts';
import { MOVES_AT_ONCE_SCRIPTS } from './scripts/moves-at-once.ts';
import { ONE_AWAY_SCRIPTS } from './scripts/one-away.ts';
import { CORDONED_SCRIPTS } from './scripts/cordoned.ts';
import { PAUSED_SCRIPTS } from './scripts/paused.ts';
import { UNWRITTEN_SCRIPTS } from './scripts/unwritten.ts';
import { ODD_GROUP_SCRIPTS } from './scripts/odd-groups.ts';
import { ODD_RECORD_SCRIPTS } from './scripts/odd-records.ts';
import { ODD_READ_SCRIPTS } from './scripts/odd-reads.ts';
import { ODD_TOPIC_SCRIPTS } from './scripts/odd-topics.ts';
import { ODD_MEMBER_SCRIPTS } from './scripts/odd-members.ts';
import { GONE_TOPIC_SCRIPTS } from './scripts/gone-topics.ts';
import { ODD_PRODUCER_SCRIPTS } from './scripts/odd-producers.ts';

/** Every script, in the order in which they are played. */
export const SCRIPTS: readonly Script[] = [
  ...CONNECTION_SCRIPTS,
  ...REASSIGNMENT_SCRIPTS,
  ...REPLICATION_SCRIPTS,
  ...ELIGIBLE_LEADERS_SCRIPTS,
  ...LEADER_BALANCE_SCRIPTS,
  ...REGISTRATION_SCRIPTS,
  ...FRAME_SCRIPTS,
  ...SASL_SCRIPTS,
  ...METADATA_SCRIPTS,
  ...TOPIC_SCRIPTS,
  ...CONFIG_SCRIPTS,
  ...PRODUCE_SCRIPTS,
  ...FETCH_SCRIPTS,
  ...OFFSET_SCRIPTS,
  ...GROUP_MEMBER_SCRIPTS,
  ...GROUP_REFUSAL_SCRIPTS,
  ...COMMITTED_OFFSET_SCRIPTS,
  ...GROUP_ADMIN_SCRIPTS,
  ...FIND_COORDINATOR_SCRIPTS,
  ...OFFSET_FETCH_SCRIPTS,
  ...PRODUCER_ID_SCRIPTS,
  ...LEADER_EPOCH_SCRIPTS,
  ...MEMBER_SCRIPTS,
  ...TOPIC_PAGE_SCRIPTS,
  ...SOFTWARE_SCRIPTS,
  ...THREE_BROKER_SCRIPTS,
  ...THREE_CONNECTION_SCRIPTS,
  ...THREE_TOPIC_SCRIPTS,
  ...THREE_GROUP_SCRIPTS,
  ...THREE_CONFIG_SCRIPTS,
  ...ADMIN_SCRIPTS,
  ...CONFIG_KIND_SCRIPTS,
  ...ALTER_CONFIG_SCRIPTS,
  ...QUOTA_SCRIPTS,
  ...TWICE_OR_EMPTY_SCRIPTS,
  ...ORDER_SCRIPTS,
  ...STORED_BATCH_SCRIPTS,
  ...UNWRITTEN_SCRIPTS,
  ...ODD_GROUP_SCRIPTS,
  ...ODD_RECORD_SCRIPTS,
  ...ODD_READ_SCRIPTS,
  ...ODD_TOPIC_SCRIPTS,
  ...ODD_MEMBER_SCRIPTS,
  ...GONE_TOPIC_SCRIPTS,
  ...ODD_PRODUCER_SCRIPTS,
  ...MOVES_AT_ONCE_SCRIPTS,
  ...ONE_AWAY_SCRIPTS,
  ...CONFIG_OPERATION_SCRIPTS,
  ...CONFIG_KEY_SCRIPTS,
  ...ADMIN_EDGE_SCRIPTS,
  ...PAUSED_SCRIPTS,
  ...CORDONED_SCRIPTS,
];
