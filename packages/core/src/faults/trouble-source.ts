import type { Api } from '../api.ts';
import type { RequestContext } from '../context.ts';
import type { Exchange } from '../interceptors.ts';
import type { Trouble } from './fault.ts';

/** Whatever goes wrong without anybody having asked for it in particular: chaos, and in tests what stands for it. */
export interface TroubleSource {
  /**
   * Asked once for each request of a client, in the order in which they come in.
   * @returns what goes wrong with it; undefined: nothing
   */
  next(api: Api, exchange: Exchange, context: RequestContext): Trouble | undefined;
  /** From the beginning again: the next requests meet what the first ones met. */
  restart(): void;
}
