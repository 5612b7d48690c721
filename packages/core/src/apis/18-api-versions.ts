import { ApiVersionsRequest, ApiVersionsResponse, ErrorCode, type InferInput } from '@testka/protocol';
import { type Api, defineApi, type Reply } from '../api.ts';
import type { RequestContext } from '../context.ts';
import type { Release } from '../releases/release.ts';
import type { ApiOffer } from '../services.ts';

type Response = InferInput<typeof ApiVersionsResponse>;

/** From v4 on a feature's lowest version may be 0; older clients cannot read that (KAFKA-17011). */
const FIRST_VERSION_WITH_FEATURES_FROM_ZERO = 4;
const SOFTWARE_NAME = /^[a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?$/;

export const apiVersions: Api = defineApi('ApiVersions', ApiVersionsRequest, ApiVersionsResponse, handleApiVersions);

/** ApiVersions, v0–5. The APIs, versions and features on offer; the first thing most clients ask. */
function handleApiVersions(context: RequestContext, request: ApiVersionsRequest): Reply<Response> {
  const { connection, apiVersion, services, broker } = context;
  if (apiVersion >= 3) {
    const { clientSoftwareName: name, clientSoftwareVersion: version } = request;
    if (!SOFTWARE_NAME.test(name) || !SOFTWARE_NAME.test(version)) return refused(ErrorCode.INVALID_REQUEST);
    if (connection !== undefined) connection.software = { name, version };
  }
  const { clusterId, nodeId } = request;
  if ((clusterId === null) !== (nodeId === -1)) return refused(ErrorCode.INVALID_REQUEST);
  if (clusterId !== null && (clusterId !== services.metadata.clusterId || nodeId !== broker))
    return refused(ErrorCode.REBOOTSTRAP_REQUIRED);
  // Before authentication it is served once (SaslServerAuthenticator).
  if (connection?.sasl.stage === 'initial') connection.sasl.stage = 'versions-known';
  const { features } = services;
  const offered = features.supported.filter(
    ({ minVersion }) => minVersion > 0 || apiVersion >= FIRST_VERSION_WITH_FEATURES_FROM_ZERO,
  );
  return {
    errorCode: ErrorCode.NONE,
    apiKeys: services.offers(),
    supportedFeatures: offered.map(({ name, minVersion, maxVersion }) => ({ name, minVersion, maxVersion })),
    finalizedFeaturesEpoch: services.metadata.recordCount,
    finalizedFeatures: features.finalized.map(({ name, level }) => ({
      name,
      maxVersionLevel: level,
      minVersionLevel: level,
    })),
  };
}

/** The answer, in version 0, to a version that is not offered: it names just the versions of ApiVersions (KIP-511). */
export function unsupportedApiVersions(release: Release): Response {
  return { errorCode: ErrorCode.UNSUPPORTED_VERSION, apiKeys: offersOf([apiVersions], release) };
}

function refused(errorCode: ErrorCode): Response {
  return { errorCode, apiKeys: [] };
}

/** What is said of these APIs to clients: nothing of those that the release does not have. */
export function offersOf(apis: readonly Api[], release: Release): ApiOffer[] {
  return apis.flatMap((api) => {
    const served = release.served(api);
    if (served === undefined) return [];
    const [min, max] = served;
    return [{ apiKey: api.key, minVersion: api.advertisedMin ?? min, maxVersion: max }];
  });
}
