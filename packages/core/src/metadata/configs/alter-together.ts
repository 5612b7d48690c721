import { ErrorCode } from '@testka/protocol';
import type { RequestContext } from '../../context.ts';
import { validateRecordCount } from '../operation-limit.ts';
import { type AlteredResource, type AlterError, type ConfigRecord, writeConfigs } from './alter-configs.ts';

interface Rules<Resource> {
  /** What the broker finds without the controller, or has done itself; undefined: it asks the controller. */
  readonly byBroker: (resource: Resource) => AlterError | 'done' | undefined;
  /** What the controller makes of a resource. */
  readonly byController: (resource: Resource) => AlterError | readonly ConfigRecord[];
}

interface AlterResponse extends AlterError {
  readonly resourceType: number;
  readonly resourceName: string;
}

const ALTERED: AlterError = { errorCode: ErrorCode.NONE, errorMessage: null };

/**
 * Changes resources, each for itself, but what the controller does it does in one go: where that is too much, it does
 * nothing for any of them.
 */
export function alterTogether<Resource extends AlteredResource>(
  context: RequestContext,
  request: { readonly resources: readonly Resource[]; readonly validateOnly: boolean },
  { byBroker, byController }: Rules<Resource>,
): AlterResponse[] {
  const judged = request.resources.map((resource) => {
    const own = byBroker(resource);
    return { resource, own, outcome: own === undefined ? byController(resource) : [] };
  });
  const records = judged.flatMap(({ outcome }) => ('errorCode' in outcome ? [] : outcome));
  const tooMany = validateRecordCount(records.length);
  if (tooMany === undefined && !request.validateOnly) writeConfigs(context, records);
  return judged.map(({ resource: { resourceType, resourceName }, own, outcome }) => {
    const asked = tooMany ?? ('errorCode' in outcome ? outcome : ALTERED);
    const { errorCode, errorMessage } = own === 'done' ? ALTERED : (own ?? asked);
    return { errorCode, errorMessage, resourceType, resourceName };
  });
}
