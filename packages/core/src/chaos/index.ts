// An entry of its own: loaded only by brokers that have chaos.
export { Chaos } from './chaos.ts';
export { mayAct } from './table.ts';
export { type ChaosKind, CHAOS_KINDS, type ChaosOptions } from './options.ts';
