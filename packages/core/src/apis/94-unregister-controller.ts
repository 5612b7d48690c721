import {
  ErrorCode,
  type InferInput,
  UnregisterControllerRequest,
  UnregisterControllerResponse,
} from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import { CLUSTER_NAME, type RequestContext } from '../context.ts';

type Response = InferInput<typeof UnregisterControllerResponse>;

export const unregisterController: Api = defineApi(
  'UnregisterController',
  UnregisterControllerRequest,
  UnregisterControllerResponse,
  handleUnregisterController,
);

/** UnregisterController, v0. Forgets a controller that is not the active one; every node is one until then. */
function handleUnregisterController(context: RequestContext, { controllerId }: UnregisterControllerRequest): Response {
  const failed = (errorCode: ErrorCode, errorMessage: string): Response => ({ errorCode, errorMessage });
  if (!context.allowed('Alter', 'Cluster', CLUSTER_NAME))
    return failed(ErrorCode.CLUSTER_AUTHORIZATION_FAILED, 'Cluster authorization failed.');
  const { metadata } = context.services;
  if (!metadata.controllers.has(controllerId))
    return failed(ErrorCode.CONTROLLER_ID_NOT_REGISTERED, `Controller ID ${controllerId} is not currently registered.`);
  if (controllerId === metadata.activeController)
    return failed(ErrorCode.INVALID_REQUEST, 'The active controller cannot be unregistered.');
  metadata.write([{ type: 'UnregisterController', controllerId }], context.now);
  return { errorCode: ErrorCode.NONE, errorMessage: '' };
}
