import { array, bytes, int16, int32, int8, request, response, string, type Infer } from '../schema.ts';

/** AlterUserScramCredentials, v0. Sets and deletes users' SCRAM credentials (KIP-554). */
export const AlterUserScramCredentialsRequest = request(51, { versions: [0, 0], flexible: 0 }, () => ({
  deletions: array({
    name: string(),
    /** 1 SCRAM-SHA-256, 2 SCRAM-SHA-512. */
    mechanism: int8(),
  }),
  upsertions: array({
    name: string(),
    mechanism: int8(),
    iterations: int32(),
    salt: bytes(),
    /** The password salted and hashed by the client; it is not sent itself. */
    saltedPassword: bytes(),
  }),
}));
export interface AlterUserScramCredentialsRequest extends Infer<typeof AlterUserScramCredentialsRequest> {}

/** Answer to AlterUserScramCredentials, v0. */
export const AlterUserScramCredentialsResponse = response(51, { versions: [0, 0], flexible: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  results: array({
    user: string(),
    errorCode: int16(),
    errorMessage: string({ nullable: 0 }),
  }),
}));
export interface AlterUserScramCredentialsResponse extends Infer<typeof AlterUserScramCredentialsResponse> {}
