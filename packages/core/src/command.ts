import type { ApiName } from '@testka/protocol';
import type { Fault, FaultId } from './faults/fault.ts';
import type { ClusterSnapshot } from './snapshot.ts';
import type { Verdict } from './faults/questions.ts';

/** A client connection, numbered by the outside. */
export type ConnectionId = number;
/** Kafka's node id of a broker. */
export type BrokerId = number;

/** The other end of a connection. */
export interface Peer {
  readonly host: string;
  readonly port: number;
}

/** What can happen to the cluster. One command is applied at a time, to completion. */
export type Command =
  | { readonly kind: 'connect'; readonly connection: ConnectionId; readonly broker: BrokerId; readonly peer: Peer }
  /** One request, without its length prefix. The core may keep slices of it while the request is in progress. */
  | { readonly kind: 'frame'; readonly connection: ConnectionId; readonly bytes: Buffer }
  | { readonly kind: 'disconnect'; readonly connection: ConnectionId }
  /** A request of the test itself, typed instead of encoded; it finds its way to leaders and coordinators. */
  | {
      readonly kind: 'request';
      readonly call: number;
      readonly api: ApiName;
      readonly version: number;
      readonly body: unknown;
    }
  | { readonly kind: 'admin'; readonly command: AdminCommand }
  /** What the test makes of a request that an `ask` effect was about. */
  | { readonly kind: 'interception'; readonly call: number; readonly verdict: Verdict }
  | { readonly kind: 'tick' };

/** What a broker follows: everything, one topic, or one partition of it. */
export interface FollowerScope {
  readonly broker: BrokerId;
  readonly topic?: string;
  readonly partition?: number;
}

/** What the test can do to the cluster that no client can. */
export type AdminCommand =
  /** The broker's listener is up at this address, which Metadata then gives to clients. */
  | { readonly type: 'broker-listening'; readonly broker: BrokerId; readonly host: string; readonly port: number }
  /**
   * The broker stops in order, as on SIGTERM: its leaderships move to in-sync replicas, it leaves the in-sync sets, its
   * connections are closed, and clients no longer hear of it. Without election nobody leads what it led.
   */
  | { readonly type: 'stop-broker'; readonly broker: BrokerId; readonly election: boolean }
  /** Its process is gone at once; the controller finds out when its session ends (broker.session.timeout.ms). */
  | { readonly type: 'kill-broker'; readonly broker: BrokerId }
  /** A broker that was stopped or killed starts again with a new epoch, catches up and is in sync again. */
  | { readonly type: 'start-broker'; readonly broker: BrokerId }
  /**
   * As on SIGSTOP: connections stay open and are accepted, nothing is answered, nothing replicated. When its session ends
   * it is fenced and its leaderships move.
   */
  | { readonly type: 'pause-broker'; readonly broker: BrokerId }
  /** It answers what has come in meanwhile, catches up and is in sync again. */
  | { readonly type: 'resume-broker'; readonly broker: BrokerId }
  /** Another leader for a partition, with the next leader epoch: an in-sync replica that runs, or -1 for none. */
  | {
      readonly type: 'move-leader';
      readonly topic: string;
      readonly partition: number;
      readonly broker: BrokerId;
    }
  /**
   * The broker no longer fetches what it follows: the partition, the topic's partitions, or all. The high watermark waits for
   * it until it is out of the in-sync sets (replica.lag.time.max.ms).
   */
  | ({ readonly type: 'hold-follower' } & FollowerScope)
  /** Ends every hold within what is named: the broker catches up and is in sync again. */
  | ({ readonly type: 'release-follower' } & FollowerScope)
  /** As if replica.lag.time.max.ms had passed: where the broker is held back and lacks something, it is in sync no longer. */
  | ({ readonly type: 'expire-follower' } & FollowerScope)
  /** Something is to go wrong with what clients ask, from now on. */
  | { readonly type: 'inject-fault'; readonly id: FaultId; readonly fault: Fault }
  /** No more of it; what it holds goes on. */
  | { readonly type: 'remove-fault'; readonly id: FaultId }
  /** Each answer of the broker is given so many ms later, from now on; 0: no later. */
  | { readonly type: 'set-latency'; readonly broker: BrokerId; readonly latencyMs: number }
  /** Whether time stands still until the test moves it: chaos, which nobody waits for, must not wait for that. */
  | { readonly type: 'time-stands'; readonly isStill: boolean }
  /** As if each fetch that waits had waited for as long as it may. */
  | { readonly type: 'end-long-polls' }
  /** Time is about to move by so many ms: members whose clients are connected are taken to heartbeat meanwhile. */
  | { readonly type: 'keep-members'; readonly forMs: number }
  /** As if the session of a member had ended. */
  | { readonly type: 'expire-member'; readonly group: string; readonly memberId: string }
  /** The members of a group are to join again. */
  | { readonly type: 'rebalance-group'; readonly group: string }
  /** What is there now is what `reset` goes back to. */
  | { readonly type: 'mark-baseline' }
  /** Back to the baseline; clients stay connected (see restore.ts). */
  | { readonly type: 'reset' }
  /** The same, to a snapshot of a cluster of the same release and nodes. */
  | { readonly type: 'restore'; readonly snapshot: ClusterSnapshot };
