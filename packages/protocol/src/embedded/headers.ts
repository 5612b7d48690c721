import { data, int16, int32, string } from '../schema.ts';

/**
 * What precedes a request, as Kafka declares it: v0 of ControlledShutdown v0 alone, v2 of flexible requests (KIP-482).
 * The client id keeps its plain length, since a broker reads it before it knows what follows. See header.ts.
 */
export const RequestHeaderData = data({ versions: [0, 2], flexible: 2 }, () => ({
  requestApiKey: int16(),
  requestApiVersion: int16(),
  correlationId: int32(),
  clientId: string({ since: 1, nullable: 1, isPlain: true }),
}));

/** What precedes a response: v1 of flexible ones but ApiVersions (KIP-511). */
export const ResponseHeaderData = data({ versions: [0, 1], flexible: 1 }, () => ({
  correlationId: int32(),
}));
