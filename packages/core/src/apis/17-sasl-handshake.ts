import { ErrorCode, type InferInput, SaslHandshakeRequest, SaslHandshakeResponse } from '@testka/protocol';
import { type Api, defineApi, type Reply } from '../api.ts';
import type { RequestContext } from '../context.ts';
import { SASL_MECHANISMS } from '../security/authentication.ts';

type Response = InferInput<typeof SaslHandshakeResponse>;

export const saslHandshake: Api = defineApi(
  'SaslHandshake',
  SaslHandshakeRequest,
  SaslHandshakeResponse,
  handleSaslHandshake,
);

/** SaslHandshake, v0–1. Chooses the mechanism; after v0 the tokens come without Kafka headers (KIP-43, KIP-152). */
function handleSaslHandshake(context: RequestContext, { mechanism }: SaslHandshakeRequest): Reply<Response> {
  const { connection, services, apiVersion } = context;
  const sasl = connection?.sasl;
  if (sasl === undefined || sasl.stage === 'authenticated')
    return { errorCode: ErrorCode.ILLEGAL_SASL_STATE, mechanisms: [] };
  if (!SASL_MECHANISMS.includes(mechanism)) {
    return services.authentication.delayFailure<Response>(connection, {
      errorCode: ErrorCode.UNSUPPORTED_SASL_MECHANISM,
      mechanisms: SASL_MECHANISMS,
    });
  }
  sasl.stage = 'handshaken';
  sasl.mechanism = mechanism;
  sasl.handshakeVersion = apiVersion;
  return { errorCode: ErrorCode.NONE, mechanisms: SASL_MECHANISMS };
}
