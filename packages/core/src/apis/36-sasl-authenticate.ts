import { ErrorCode, type InferInput, SaslAuthenticateRequest, SaslAuthenticateResponse } from '@testka/protocol';
import { type Api, defineApi, type Reply } from '../api.ts';
import type { RequestContext } from '../context.ts';

type Response = InferInput<typeof SaslAuthenticateResponse>;

const NO_TOKEN = Buffer.alloc(0);

export const saslAuthenticate: Api = defineApi(
  'SaslAuthenticate',
  SaslAuthenticateRequest,
  SaslAuthenticateResponse,
  handleSaslAuthenticate,
);

/** SaslAuthenticate, v0–2. Checks the token of the mechanism chosen before; a failure is answered, then the connection closes. */
function handleSaslAuthenticate(context: RequestContext, { authBytes }: SaslAuthenticateRequest): Reply<Response> {
  const { connection, services } = context;
  const sasl = connection?.sasl;
  if (sasl === undefined || sasl.stage === 'authenticated') {
    const errorMessage = 'SaslAuthenticate request received after successful authentication';
    return { errorCode: ErrorCode.ILLEGAL_SASL_STATE, errorMessage, authBytes: NO_TOKEN };
  }
  const checked = services.authentication.checkPlain(authBytes);
  if ('error' in checked) {
    const response = {
      errorCode: ErrorCode.SASL_AUTHENTICATION_FAILED,
      errorMessage: checked.error,
      authBytes: NO_TOKEN,
    };
    return services.authentication.delayFailure<Response>(connection, response);
  }
  sasl.stage = 'authenticated';
  sasl.user = checked.user;
  return { errorCode: ErrorCode.NONE, errorMessage: '', authBytes: NO_TOKEN, sessionLifetimeMs: 0 };
}
