import { ErrorCode, type InferInput, RemoveRaftVoterRequest, RemoveRaftVoterResponse } from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import type { RequestContext } from '../context.ts';
import { directoryIdOf } from '../metadata/log-dir.ts';
import { checkVoterChange, voterError } from './voter-changes.ts';

type Response = InferInput<typeof RemoveRaftVoterResponse>;

export const removeRaftVoter: Api = defineApi(
  'RemoveRaftVoter',
  RemoveRaftVoterRequest,
  RemoveRaftVoterResponse,
  handleRemoveRaftVoter,
);

/**
 * RemoveRaftVoter, v0. Refused, as Kafka refuses it for the last voter (KIP-853).
 * Differs: all nodes are voters, and stay so.
 */
function handleRemoveRaftVoter(context: RequestContext, request: RemoveRaftVoterRequest): Response {
  const wrong = checkVoterChange(context, request, 'remove');
  if (wrong !== undefined) return wrong;
  const { services } = context;
  const { voterId, voterDirectoryId } = request;
  const voters = services.metadata.nodes();
  const isVoter = voters.some(({ id }) => id === voterId && directoryIdOf(services, id) === voterDirectoryId);
  if (!isVoter || voters.length === 1)
    return voterError(ErrorCode.VOTER_NOT_FOUND, `Voter ${voterId} cannot be removed from the set of voters.`);
  return voterError(ErrorCode.REQUEST_TIMED_OUT, `Voter ${voterId} stays: Testka does not change its voters.`);
}
