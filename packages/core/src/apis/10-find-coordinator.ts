import { ErrorCode, FindCoordinatorRequest, FindCoordinatorResponse, type InferInput } from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import type { RequestContext } from '../context.ts';

type Response = InferInput<typeof FindCoordinatorResponse>;

/** Where a coordinator is, or why that cannot be said. */
interface Located {
  readonly errorCode: ErrorCode;
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
}

/** What a key names. */
const KeyType = { GROUP: 0, TRANSACTION: 1, SHARE: 2 } as const;

/** First version that asks for share coordinators (KIP-932). */
const SHARE_KEYS_SINCE = 6;
/** First version that asks for many keys (KIP-699). */
const MANY_KEYS_SINCE = 4;
/** The words of Kafka's exceptions, which versions 1 to 3 carry; `NONE` really is what a success says there. */
const MESSAGES: ReadonlyMap<ErrorCode, string> = new Map([
  [ErrorCode.NONE, 'NONE'],
  [ErrorCode.COORDINATOR_NOT_AVAILABLE, 'The coordinator is not available.'],
  [ErrorCode.UNSUPPORTED_VERSION, 'Testka has no transactions yet.'],
  [ErrorCode.GROUP_AUTHORIZATION_FAILED, 'Group authorization failed.'],
  [ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED, 'Transactional Id authorization failed.'],
]);
const INVALID_REQUEST_MESSAGE =
  'This most likely occurs because of a request being malformed by the client library or the message was sent to ' +
  'an incompatible broker. See the broker logs for more details.';

export const findCoordinator: Api = defineApi(
  'FindCoordinator',
  FindCoordinatorRequest,
  FindCoordinatorResponse,
  handleFindCoordinator,
);

/**
 * FindCoordinator, v0–6. The leader of the partition that a key falls into.
 * Differs: the offsets topic is made at once, where Kafka answers COORDINATOR_NOT_AVAILABLE until it has been.
 */
function handleFindCoordinator(context: RequestContext, request: FindCoordinatorRequest): Response {
  if (context.apiVersion < MANY_KEYS_SINCE) {
    const located = locate(context, request.keyType, request.key);
    const errorMessage = MESSAGES.get(located.errorCode) ?? INVALID_REQUEST_MESSAGE;
    return { ...located, errorMessage, coordinators: [] };
  }
  const isKnownType = Object.values(KeyType).includes(request.keyType as never);
  const coordinators = request.coordinatorKeys.map((key) => {
    // Kafka has words only where it gives up on the request as a whole.
    const located = locate(context, request.keyType, key);
    const isRefused = located.errorCode === ErrorCode.UNSUPPORTED_VERSION;
    const errorMessage = isKnownType && !isRefused ? '' : (MESSAGES.get(located.errorCode) ?? INVALID_REQUEST_MESSAGE);
    return { ...located, key, errorMessage };
  });
  return { errorCode: ErrorCode.NONE, errorMessage: null, nodeId: 0, host: '', port: 0, coordinators };
}

function locate(context: RequestContext, keyType: number, key: string): Located {
  switch (keyType) {
    case KeyType.GROUP:
      return locateGroup(context, key);
    case KeyType.TRANSACTION:
      if (!context.allowed('Describe', 'TransactionalId', key)) {
        return nowhere(ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
      }
      return refuseTransactions(context);
    case KeyType.SHARE:
      return nowhere(locateShare(context));
    default:
      return nowhere(ErrorCode.INVALID_REQUEST);
  }
}

/** Share coordinators, which only brokers look for, do not exist yet. In 3.9 there are none, and that is said. */
function locateShare({ apiVersion, services }: RequestContext): ErrorCode {
  const isKnown = apiVersion >= SHARE_KEYS_SINCE;
  if (isKnown && !services.release.isAtLeast('4.0')) return ErrorCode.COORDINATOR_NOT_AVAILABLE;
  return ErrorCode.INVALID_REQUEST;
}

/**
 * There are no transaction coordinators yet. COORDINATOR_NOT_AVAILABLE would make clients ask again for a minute; this
 * error, which no client takes for passing, ends the producer at once, and the warning says why.
 */
function refuseTransactions({ services, clientId }: RequestContext): Located {
  services.warnings.add(
    `client "${clientId ?? ''}" wants a transactional producer: Testka has no transactions yet and answers UNSUPPORTED_VERSION`,
  );
  return nowhere(ErrorCode.UNSUPPORTED_VERSION);
}

function locateGroup(context: RequestContext, groupId: string): Located {
  if (!context.allowed('Describe', 'Group', groupId)) return nowhere(ErrorCode.GROUP_AUTHORIZATION_FAILED);
  const { groups, metadata } = context.services;
  const leader = groups.partitionOf(groupId, context.now)?.leader;
  const broker = leader === undefined ? undefined : metadata.brokers.get(leader);
  if (broker?.state !== 'running') return nowhere(ErrorCode.COORDINATOR_NOT_AVAILABLE);
  return { errorCode: ErrorCode.NONE, nodeId: broker.id, host: broker.host, port: broker.port };
}

function nowhere(errorCode: ErrorCode): Located {
  return { errorCode, nodeId: -1, host: '', port: -1 };
}
