import type { ApiName } from '@testka/protocol';

/**
 * How far a connection is with authentication (Kafka's SaslServerAuthenticator).
 * - `initial`: ApiVersions once, or SaslHandshake.
 * - `versions-known`: SaslHandshake.
 * - `handshaken`: SaslAuthenticate with a token, or raw tokens after a handshake of v0; everything else is answered with
 *   an error, and the connection closes.
 * - `authenticated`: everything; it is also where connections start that need no authentication.
 * - `failed`: the last answer is on its way, then the connection closes.
 */
type Stage = 'initial' | 'versions-known' | 'handshaken' | 'authenticated' | 'failed';

const ALLOWED: Readonly<Record<Stage, (api: ApiName) => boolean>> = {
  initial: (api) => api === 'ApiVersions' || api === 'SaslHandshake',
  'versions-known': (api) => api === 'SaslHandshake',
  handshaken: (api) => api === 'SaslAuthenticate',
  authenticated: () => true,
  failed: () => false,
};

/** Kafka's name of whom nobody has authenticated. */
export const ANONYMOUS = 'ANONYMOUS';

/** The authentication of one connection. */
export class SaslState {
  stage: Stage;
  mechanism: string | null = null;
  /** After a handshake of v0 tokens come without Kafka headers. */
  handshakeVersion = -1;
  user = ANONYMOUS;
  readonly isRequired: boolean;

  constructor(isRequired: boolean) {
    this.isRequired = isRequired;
    this.stage = isRequired ? 'initial' : 'authenticated';
  }

  get expectsRawToken(): boolean {
    return this.stage === 'handshaken' && this.handshakeVersion === 0;
  }

  get closesAfterReply(): boolean {
    return this.stage === 'failed';
  }

  /** Why a request of this API may not come now; undefined when it may. */
  refuses(api: ApiName): string | undefined {
    return ALLOWED[this.stage](api) ? undefined : `${api} before authentication (stage: ${this.stage})`;
  }
}
