export { createBroker } from './create-broker.ts';
export { BrokerError, type BrokerErrorCode, WaitTimeoutError } from './errors.ts';
export type { Broker, ClientConnection, Connection } from './types/broker.ts';
export type { CommittedOffset, Group, GroupMember, Rebalance, TestGroup, TopicPartitionOffset } from './types/group.ts';
export type {
  AsymmetricMatcher,
  Codec,
  DecodeContext,
  DeepPartial,
  HeaderInput,
  Message,
  MessageHeaders,
  MessageMatch,
  MessageQuery,
  ProduceMessage,
  StandardSchema,
  WaitOptions,
} from './types/message.ts';
export { LeftoversError } from './leftovers/leftovers-error.ts';
export type { Leftover, LeftoversOption } from './types/leftover.ts';
export type { ApiName, ApiRequest, ApiResponse, KafkaApis } from './types/apis.ts';
export type { Clock } from './types/clock.ts';
export type {
  ErrorName,
  Fault,
  FaultEffect,
  FaultHandle,
  Gate,
  InterceptContext,
  Intercepted,
  Interceptor,
  RequestMatch,
} from './types/fault.ts';
export type { Hint, HintCode } from './types/hint.ts';
export type { Node, ReplicationHold } from './types/node.ts';
export type {
  BrokerOptions,
  ChaosKind,
  ChaosOptions,
  CodecValue,
  KafkaConfigs,
  KafkaVersion,
  Logger,
  NodeOption,
  SecurityOptions,
  TopicOption,
  TopicsOption,
  TopicValues,
  Unsupported,
} from './types/options.ts';
export type { Snapshot } from './types/snapshot.ts';
export type { Partition, TestTopic, Topic, TopicReadOptions } from './types/topic.ts';
export type { ReceivedRequest, RecordedRequest, Trace, TraceMatch, TraceMode, TraceOptions } from './types/trace.ts';
