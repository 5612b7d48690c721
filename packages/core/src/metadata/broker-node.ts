import type { BrokerId } from '../command.ts';

/** A broker as the controller knows it, and what its process really does. */
export class BrokerNode {
  readonly id: BrokerId;
  readonly rack: string | null;
  /** Grows with every start of the broker. */
  brokerEpoch: number;
  /** Where clients reach it; known once its listener is up. */
  host = '';
  port = -1;
  /** It neither leads nor is in sync, and clients are not told of it. */
  isFenced = false;
  /** Soft: a paused process or a dead one is taken for running until its session ends. */
  process: 'up' | 'paused' | 'down' = 'up';

  constructor(id: BrokerId, rack: string | null, brokerEpoch: number) {
    this.id = id;
    this.rack = rack;
    this.brokerEpoch = brokerEpoch;
  }

  /** What the controller takes it for. */
  get state(): 'running' | 'fenced' | 'stopped' {
    if (!this.isFenced) return 'running';
    return this.process === 'down' ? 'stopped' : 'fenced';
  }
}
