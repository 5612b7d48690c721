import { parseBoolean, parseNumber, splitList } from './config-value.ts';

/** What a topic's log and partitions go by: the configs that count for it, resolved and parsed. */
export interface TopicConfig {
  /** Empty: neither (allowed since 4.2). */
  readonly cleanupPolicy: ReadonlySet<'delete' | 'compact'>;
  readonly compressionType: 'producer' | 'uncompressed' | 'gzip' | 'snappy' | 'lz4' | 'zstd';
  /** Largest batch, bytes. */
  readonly maxMessageBytes: number;
  /** How large a record may be in a compressed batch, bytes; undefined: releases before 4.4 do not know this limit. */
  readonly maxDecompressedMessageBytes: number | undefined;
  readonly segmentBytes: number;
  readonly segmentMs: number;
  readonly segmentIndexBytes: number;
  readonly minInsyncReplicas: number;
  readonly messageTimestampType: 'CreateTime' | 'LogAppendTime';
  readonly messageTimestampBeforeMaxMs: number;
  readonly messageTimestampAfterMaxMs: number;
  /** -1: no limit. */
  readonly retentionMs: number;
  /** Per partition; negative: no limit. */
  readonly retentionBytes: number;
  readonly uncleanLeaderElectionEnable: boolean;
  /** Whether consumers of before 0.11 may read; a config until 3.9. */
  readonly messageDownconversionEnable: boolean;
}

/** @param valueOf the text that counts for a topic config; undefined only where there is no default. */
export function resolveTopicConfig(valueOf: (name: string) => string | undefined): TopicConfig {
  const text = (name: string): string => valueOf(name) ?? '';
  const number = (name: string): number => parseNumber(text(name));
  return {
    cleanupPolicy: new Set(splitList(text('cleanup.policy')) as ('delete' | 'compact')[]),
    compressionType: text('compression.type').trim() as TopicConfig['compressionType'],
    maxMessageBytes: number('max.message.bytes'),
    maxDecompressedMessageBytes: maybeNumber(valueOf('max.decompressed.message.bytes')),
    segmentBytes: parseNumber(valueOf('internal.segment.bytes') ?? text('segment.bytes')),
    segmentMs: number('segment.ms'),
    segmentIndexBytes: number('segment.index.bytes'),
    minInsyncReplicas: number('min.insync.replicas'),
    messageTimestampType: text('message.timestamp.type').trim() as TopicConfig['messageTimestampType'],
    messageTimestampBeforeMaxMs: number('message.timestamp.before.max.ms'),
    messageTimestampAfterMaxMs: number('message.timestamp.after.max.ms'),
    retentionMs: number('retention.ms'),
    retentionBytes: number('retention.bytes'),
    uncleanLeaderElectionEnable: parseBoolean(text('unclean.leader.election.enable')),
    messageDownconversionEnable: parseBoolean(valueOf('message.downconversion.enable') ?? 'true'),
  };
}

function maybeNumber(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseNumber(text);
}
