import { ErrorCode, type Uuid, ZERO_UUID } from '@testka/protocol';
import type { RequestContext } from '../context.ts';
import { CLUSTER_NAME } from '../context.ts';

/** What AddRaftVoter and RemoveRaftVoter have in common. */
interface VoterChange {
  readonly clusterId: string | null;
  readonly voterId: number;
  readonly voterDirectoryId: Uuid;
}

export interface VoterError {
  readonly errorCode: ErrorCode;
  readonly errorMessage: string;
}

/** Whether the request is right, and the voters may change at all: they may not while they stand in the config. */
export function checkVoterChange(
  context: RequestContext,
  change: VoterChange,
  verb: 'add' | 'remove',
  alsoWrong: () => VoterError | undefined = () => undefined,
): VoterError | undefined {
  if (!context.allowed('Alter', 'Cluster', CLUSTER_NAME))
    return voterError(ErrorCode.CLUSTER_AUTHORIZATION_FAILED, 'Cluster authorization failed.');
  const { clusterId } = context.services.metadata;
  if (change.clusterId !== null && change.clusterId !== clusterId) {
    const message = `The given id "${change.clusterId}" doesn't match the cluster id "${clusterId}"`;
    return voterError(ErrorCode.INCONSISTENT_CLUSTER_ID, message);
  }
  if (change.voterId < 0 || change.voterDirectoryId === ZERO_UUID) {
    const message = `The request to ${verb} a voter didn't include a valid voter`;
    return voterError(ErrorCode.INVALID_REQUEST, message);
  }
  const wrong = alsoWrong();
  if (wrong !== undefined || context.services.features.level('kraft.version') > 0) return wrong;
  const message = `The cluster cannot ${verb} a voter because the kraft.version feature is 0`;
  return voterError(ErrorCode.UNSUPPORTED_VERSION, message);
}

export function voterError(errorCode: ErrorCode, errorMessage: string): VoterError {
  return { errorCode, errorMessage };
}
