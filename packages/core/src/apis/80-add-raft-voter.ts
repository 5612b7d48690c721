import { AddRaftVoterRequest, AddRaftVoterResponse, ErrorCode, type InferInput } from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import type { RequestContext } from '../context.ts';
import { checkVoterChange, voterError, type VoterError } from './voter-changes.ts';

type Response = InferInput<typeof AddRaftVoterResponse>;

/** The listener that voters reach each other on. */
const DEFAULT_LISTENER = 'CONTROLLER';

export const addRaftVoter: Api = defineApi(
  'AddRaftVoter',
  AddRaftVoterRequest,
  AddRaftVoterResponse,
  handleAddRaftVoter,
);

/** AddRaftVoter, v0–1. Refused: all nodes are voters, and nobody listens where another one would be (KIP-853). */
function handleAddRaftVoter(context: RequestContext, request: AddRaftVoterRequest): Response {
  const wrong = checkVoterChange(context, request, 'add', () => checkListeners(request));
  if (wrong !== undefined) return wrong;
  const { voterId } = request;
  if (context.services.metadata.node(voterId) !== undefined)
    return voterError(ErrorCode.DUPLICATE_VOTER, `The voter id ${voterId} is already part of the set of voters.`);
  return voterError(ErrorCode.REQUEST_TIMED_OUT, `The new voter ${voterId} cannot be reached.`);
}

function checkListeners({ listeners }: AddRaftVoterRequest): VoterError | undefined {
  if (listeners.some(({ name }) => name.toUpperCase() === DEFAULT_LISTENER)) return undefined;
  const message = `Add voter request didn't include the endpoint for the default listener ${DEFAULT_LISTENER}`;
  return voterError(ErrorCode.INVALID_REQUEST, message);
}
