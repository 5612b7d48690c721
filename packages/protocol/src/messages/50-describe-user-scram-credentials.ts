import { array, int16, int32, int8, request, response, string, type Infer } from '../schema.ts';

/** DescribeUserScramCredentials, v0. Which SCRAM credentials users have; never the credentials (KIP-554). */
export const DescribeUserScramCredentialsRequest = request(50, { versions: [0, 0], flexible: 0 }, () => ({
  /** Null or empty for all. */
  users: array(
    {
      name: string(),
    },
    { nullable: 0 },
  ),
}));
export interface DescribeUserScramCredentialsRequest extends Infer<typeof DescribeUserScramCredentialsRequest> {}

/** Answer to DescribeUserScramCredentials, v0. */
export const DescribeUserScramCredentialsResponse = response(50, { versions: [0, 0], flexible: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: string({ nullable: 0 }),
  results: array({
    user: string(),
    errorCode: int16(),
    errorMessage: string({ nullable: 0 }),
    credentialInfos: array({
      /** 1 SCRAM-SHA-256, 2 SCRAM-SHA-512. */
      mechanism: int8(),
      iterations: int32(),
    }),
  }),
}));
export interface DescribeUserScramCredentialsResponse extends Infer<typeof DescribeUserScramCredentialsResponse> {}
