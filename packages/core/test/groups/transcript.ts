import { type ApiName, decodeEndTransactionMarker, errorName, readRecords } from '@testka/protocol';
import { partitionsIn } from '../../src/coordinator/group/classic/consumer-protocol.ts';
import { groupRecordSerde } from '../../src/coordinator/group/records.ts';
import { assignment, Harness, subscription } from './harness.ts';
import { Release } from '../../src/releases/release.ts';

const newest = groupRecordSerde(new Release('4.4'));

/** What a client in a transcript knows of itself. */
interface Client {
  memberId: string;
  generationId: number;
  protocolName: string | null;
}

type Options = ReadonlyMap<string, string>;

const UUID_SUFFIX = /-[0-9a-f-]{36}$/;

/**
 * Runs a scenario: blocks of a command, "----" and what it made happen, as in etcd raft's testdata. New commands may be
 * written line by line. Member ids are shown as the client or instance they are made of and a number: `a#1`.
 */
export function runTranscript(text: string): string {
  const runner = new Transcript();
  const output: string[] = [];
  for (const block of text.split('\n\n')) {
    const [input = ''] = block.split('\n----');
    for (const line of input.split('\n').filter((each) => each !== '')) {
      output.push(line);
      if (!line.startsWith('#')) output.push('----', ...runner.run(line), '');
    }
  }
  return output.join('\n');
}

class Transcript {
  #harness = new Harness();
  readonly #clients = new Map<string, Client>();
  readonly #aliases = new Map<string, string>();
  #effects: string[] = [];

  run(line: string): string[] {
    this.#effects = [];
    const [command = '', ...words] = line.split(' ');
    const options: Options = new Map(
      words
        .filter((word) => word.includes('='))
        .map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]),
    );
    const names = words.filter((word) => !word.includes('='));
    this.#execute(command, names, options);
    return this.#effects.length === 0 ? ['ok'] : this.#effects;
  }

  #execute(command: string, names: readonly string[], options: Options): void {
    const [name = ''] = names;
    switch (command) {
      case 'cluster':
        return this.#startCluster(options);
      case 'topic':
        this.#harness.createTopic(name, Number(options.get('partitions') ?? 1));
        return;
      case 'delete-topic':
        return this.#harness.deleteTopic(name);
      case 'advance':
        return this.#harness.advance(milliseconds(name));
      case 'join':
        return this.#join(name, options);
      case 'sync':
        return this.#sync(name, options);
      case 'heartbeat':
        return this.#heartbeat(name, options);
      case 'leave':
        return this.#leave(names, options);
      case 'commit':
        return this.#commit(name, options);
      case 'fetch':
        return this.#fetch(name, options);
      case 'describe':
        this.#harness.ask('admin', 'DescribeGroups', 6, { groups: [name], includeAuthorizedOperations: false });
        return;
      case 'list':
        this.#harness.ask('admin', 'ListGroups', 5, { statesFilter: [], typesFilter: [] });
        return;
      case 'delete':
        this.#harness.ask('admin', 'DeleteGroups', 2, { groupsNames: [name] });
        return;
      case 'refuse-writes':
        return this.#harness.setWritable(name === 'off');
      case 'reload':
        return this.#harness.services.groups.onLeaderChanged(this.#harness.offsetsPartition(), this.#harness.now);
      case 'reset':
        return this.#reset();
      case 'log':
        return this.#log();
      case 'rebalances':
        return this.#rebalances(name);
      case 'timers':
        this.#effects.push(`${this.#harness.services.timers.size} timers`);
        return;
      default:
        throw new Error(`no command ${command}`);
    }
  }

  #startCluster(options: Options): void {
    this.#clients.clear();
    this.#aliases.clear();
    this.#harness = new Harness(Object.fromEntries(options));
    this.#harness.onAnswer = (client, api, { response }) => this.#note(client, api, response ?? {});
    this.#harness.offsetsPartition();
  }

  #join(name: string, options: Options): void {
    const client = this.#client(name);
    const topics = (options.get('topics') ?? 'orders').split(',');
    const protocols = (options.get('protocols') ?? 'range').split(',').filter((protocol) => protocol !== '');
    const { response } = this.#harness.send(options.get('client') ?? name, 'JoinGroup', Number(options.get('v') ?? 9), {
      groupId: options.get('group') ?? 'g',
      sessionTimeoutMs: milliseconds(options.get('session') ?? '10s'),
      rebalanceTimeoutMs: milliseconds(options.get('rebalance') ?? '60s'),
      memberId: this.#idOf(options.get('id')) ?? client.memberId,
      groupInstanceId: options.get('instance') ?? null,
      protocolType: options.get('type') ?? 'consumer',
      protocols: protocols.map((protocol) => ({ name: protocol, metadata: subscription(...topics) })),
      reason: options.get('reason') ?? null,
    });
    if (response === undefined) this.#effects.push(`${name} parked`);
  }

  #sync(name: string, options: Options): void {
    const client = this.#client(name);
    const assignments = [...options]
      .filter(([key]) => key.startsWith('@'))
      .map(([key, value]) => ({
        memberId: this.#idOf(key.slice(1)) ?? '',
        assignment: assignment('orders', ...value.split(',').map(Number)),
      }));
    const { response } = this.#harness.send(name, 'SyncGroup', Number(options.get('v') ?? 5), {
      groupId: options.get('group') ?? 'g',
      generationId: Number(options.get('generation') ?? client.generationId),
      memberId: this.#idOf(options.get('id')) ?? client.memberId,
      groupInstanceId: options.get('instance') ?? null,
      protocolType: 'consumer',
      protocolName: options.get('protocol') ?? client.protocolName ?? 'range',
      assignments,
    });
    if (response === undefined) this.#effects.push(`${name} parked`);
  }

  #heartbeat(name: string, options: Options): void {
    const client = this.#client(name);
    this.#harness.ask(name, 'Heartbeat', 4, {
      groupId: options.get('group') ?? 'g',
      generationId: Number(options.get('generation') ?? client.generationId),
      memberId: this.#idOf(options.get('id')) ?? client.memberId,
      groupInstanceId: options.get('instance') ?? null,
    });
  }

  #leave(names: readonly string[], options: Options): void {
    const [first = ''] = names;
    const groupInstanceId = options.get('instance') ?? null;
    const members = names.map((name) => ({
      memberId: this.#idOf(options.get('id')) ?? this.#client(name).memberId,
      groupInstanceId,
      reason: options.get('reason') ?? null,
    }));
    const version = Number(options.get('v') ?? 5);
    const body = version < 3 ? { memberId: members[0]?.memberId } : { members };
    this.#harness.ask(first, 'LeaveGroup', version, { groupId: options.get('group') ?? 'g', ...body });
  }

  #commit(name: string, options: Options): void {
    const client = this.#client(name);
    const partitions = [...options]
      .filter(([key]) => /^\d+$/.test(key))
      .map(([key, value]) => ({ partitionIndex: Number(key), committedOffset: Number(value), committedMetadata: '' }));
    this.#harness.ask(name, 'OffsetCommit', Number(options.get('v') ?? 9), {
      groupId: options.get('group') ?? 'g',
      generationIdOrMemberEpoch: Number(options.get('generation') ?? client.generationId),
      memberId: this.#idOf(options.get('id')) ?? client.memberId,
      groupInstanceId: options.get('instance') ?? null,
      retentionTimeMs: milliseconds(options.get('retention') ?? '-1'),
      topics: [{ name: options.get('topic') ?? 'orders', partitions }],
    });
  }

  #fetch(name: string, options: Options): void {
    this.#harness.ask(name, 'OffsetFetch', 7, {
      groupId: options.get('group') ?? 'g',
      topics: null,
      groups: [],
      requireStable: false,
    });
  }

  /** What the lead's reset does to the offsets topic, and then to the groups. */
  #reset(): void {
    const empty = { segments: [], logStartOffset: 0, logEndOffset: 0, leaderEpochs: [], producers: [] };
    this.#harness.offsetsPartition().restore(empty, this.#harness.now);
    this.#harness.services.groups.reset(this.#harness.now);
  }

  #log(): void {
    const { log } = this.#harness.offsetsPartition();
    for (const { batch } of log.batchesFrom(log.logStartOffset)) {
      for (const { key, value, offset } of readRecords(batch)) {
        const marker = batch.isControl ? decodeEndTransactionMarker({ key, value }) : undefined;
        const record = key === null || batch.isControl ? undefined : newest.decode(key, value);
        this.#effects.push(
          `${offset}: ${marker?.result ?? (record === undefined ? 'unknown' : this.#describeRecord(record))}`,
        );
      }
    }
  }

  #describeRecord(record: NonNullable<ReturnType<typeof newest.decode>>): string {
    if (record.type === 'OffsetCommit') {
      const what = record.value === null ? 'tombstone' : record.value.offset;
      return `OffsetCommit ${record.groupId} ${record.topicName}-${record.partitionIndex} ${what}`;
    }
    if (record.value === null) return `GroupMetadata ${record.groupId} tombstone`;
    const { generation, protocolType, protocol, leader, members } = record.value;
    const described = members.map(
      ({ memberId, assignment: bytes }) => `${this.#alias(memberId)}${partitionsText(bytes)}`,
    );
    const who = leader === null ? null : this.#alias(leader);
    const what = `generation=${generation} type=${protocolType} protocol=${protocol} leader=${who}`;
    return `GroupMetadata ${record.groupId} ${what} members=[${described.join(' ')}]`;
  }

  #rebalances(groupId: string): void {
    const group = this.#harness.services.groups.group(groupId);
    for (const { generationId, reasons, completedAtMs, startedAtMs } of group?.rebalances ?? []) {
      const took = completedAtMs === undefined ? 'not completed' : `took ${completedAtMs - startedAtMs} ms`;
      this.#effects.push(
        `generation ${generationId}: ${reasons.join('; ').replaceAll(/-[0-9a-f]{8}\b/g, '-…')}, ${took}`,
      );
    }
  }

  #client(name: string): Client {
    const known = this.#clients.get(name);
    if (known !== undefined) return known;
    const client = { memberId: '', generationId: -1, protocolName: null };
    this.#clients.set(name, client);
    return client;
  }

  /** `none`: no id; an alias: the id behind it; anything else: an id nobody gave out. */
  #idOf(word: string | undefined): string | undefined {
    if (word === undefined) return undefined;
    if (word === 'none') return '';
    for (const [memberId, alias] of this.#aliases) if (alias === word) return memberId;
    return word;
  }

  #alias(memberId: string): string {
    if (memberId === '') return 'none';
    const known = this.#aliases.get(memberId);
    if (known !== undefined) return known;
    const owner = memberId.replace(UUID_SUFFIX, '');
    const count = [...this.#aliases.values()].filter((alias) => alias.startsWith(`${owner}#`)).length;
    this.#aliases.set(memberId, `${owner}#${count + 1}`);
    return `${owner}#${count + 1}`;
  }

  #note(client: string, api: ApiName, response: Record<string, unknown>): void {
    const error = response['errorCode'] as number | undefined;
    if (api === 'JoinGroup') return this.#noteJoin(client, response, error ?? 0);
    const failure = error === undefined || error === 0 ? undefined : `error=${errorName(error)}`;
    this.#effects.push(`${client} <- ${api} ${failure ?? this.#success(api, response)}`.trimEnd());
  }

  #noteJoin(name: string, response: Record<string, unknown>, error: number): void {
    const memberId = response['memberId'] as string;
    const alias = this.#alias(memberId);
    const client = this.#client(name);
    if (error !== 0) {
      if (errorName(error) === 'MEMBER_ID_REQUIRED') client.memberId = memberId;
      this.#effects.push(`${name} <- JoinGroup error=${errorName(error)} id=${alias}`);
      return;
    }
    client.memberId = memberId;
    client.generationId = response['generationId'] as number;
    client.protocolName = response['protocolName'] as string | null;
    const members = (response['members'] as { memberId: string }[]).map((member) => this.#alias(member.memberId));
    const skip = response['skipAssignment'] === true ? ' skipAssignment' : '';
    this.#effects.push(
      `${name} <- JoinGroup id=${alias} generation=${client.generationId} protocol=${client.protocolName}` +
        ` leader=${this.#alias(response['leader'] as string)} members=[${members.join(' ')}]${skip}`,
    );
  }

  #success(api: ApiName, response: Record<string, unknown>): string {
    switch (api) {
      case 'SyncGroup':
        return `assignment=${partitionsText(response['assignment'] as Buffer)}`;
      case 'LeaveGroup':
        return (response['members'] as { memberId: string; errorCode: number }[])
          .map(({ memberId, errorCode }) => `${this.#alias(memberId)}=${errorName(errorCode)}`)
          .join(' ');
      case 'OffsetCommit':
      case 'OffsetFetch':
        return topicsText(response['topics'] as TopicAnswer[]);
      case 'DescribeGroups':
        return (response['groups'] as GroupAnswer[]).map((group) => this.#described(group)).join(' ');
      case 'ListGroups':
        return (response['groups'] as GroupAnswer[])
          .map(
            ({ groupId, groupState, protocolType, groupType }) =>
              `${groupId}:${groupState}:${protocolType}:${groupType}`,
          )
          .join(' ');
      case 'DeleteGroups':
        return (response['results'] as { errorCode: number }[]).map(({ errorCode }) => errorName(errorCode)).join(' ');
      default:
        return 'ok';
    }
  }

  #described({ groupState, errorCode, protocolType, protocolData, members }: GroupAnswer): string {
    const described = members.map(
      (member) => `${this.#alias(member.memberId)}${partitionsText(member.memberAssignment)}`,
    );
    const error = errorCode === 0 ? '' : ` error=${errorName(errorCode)}`;
    return `${groupState}${error} type=${protocolType} protocol=${protocolData} members=[${described.join(' ')}]`;
  }
}

/** A group in DescribeGroups or ListGroups. */
interface GroupAnswer {
  readonly groupId: string;
  readonly groupState: string;
  readonly groupType: string;
  readonly errorCode: number;
  readonly protocolType: string;
  readonly protocolData: string;
  readonly members: readonly { readonly memberId: string; readonly memberAssignment: Buffer }[];
}

interface TopicAnswer {
  readonly name: string;
  readonly partitions: readonly { partitionIndex: number; errorCode: number; committedOffset?: number }[];
}

function topicsText(topics: readonly TopicAnswer[]): string {
  return topics
    .flatMap(({ name, partitions }) => {
      return partitions.map(({ partitionIndex, errorCode, committedOffset }) => {
        return `${name}-${partitionIndex}=${errorCode === 0 ? (committedOffset ?? 'NONE') : errorName(errorCode)}`;
      });
    })
    .join(' ');
}

function partitionsText(bytes: Buffer): string {
  const [topic] = partitionsIn(bytes);
  return topic === undefined ? '()' : `(${topic.partitions.join(',')})`;
}

function milliseconds(text: string): number {
  if (text.endsWith('ms')) return Number(text.slice(0, -2));
  if (text.endsWith('min')) return Number(text.slice(0, -3)) * 60_000;
  return text.endsWith('s') ? Number(text.slice(0, -1)) * 1000 : Number(text);
}
