import { bool, data, string, type Infer } from '../schema.ts';

/** A principal in an Envelope, as Kafka's own serde writes it (KIP-590). */
export const DefaultPrincipalData = data({ versions: [0, 0], flexible: 0 }, () => ({
  /** `User` mostly. */
  type: string(),
  name: string(),
  tokenAuthenticated: bool(),
}));
export interface DefaultPrincipalData extends Infer<typeof DefaultPrincipalData> {}
