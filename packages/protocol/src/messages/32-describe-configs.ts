import { array, bool, int16, int32, int8, request, response, string, type Infer } from '../schema.ts';

/** DescribeConfigs, v1–4. Configs of topics, brokers, groups (KIP-133, KIP-226 (synonyms), KIP-569 (types)). */
export const DescribeConfigsRequest = request(32, { versions: [1, 4], flexible: 4 }, () => ({
  resources: array({
    resourceType: int8(),
    resourceName: string(),
    configurationKeys: array(string(), { nullable: 0 }),
  }),
  includeSynonyms: bool({ default: false }),
  includeDocumentation: bool({ since: 3, default: false }),
}));
export interface DescribeConfigsRequest extends Infer<typeof DescribeConfigsRequest> {}

/** Answer to DescribeConfigs, v1–4. */
export const DescribeConfigsResponse = response(32, { versions: [1, 4], flexible: 4 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  results: array({
    errorCode: int16(),
    errorMessage: string({ nullable: 0 }),
    resourceType: int8(),
    resourceName: string(),
    configs: array({
      name: string(),
      value: string({ nullable: 0 }),
      readOnly: bool(),
      configSource: int8({ default: -1 }),
      isSensitive: bool(),
      synonyms: array({
        name: string(),
        value: string({ nullable: 0 }),
        source: int8(),
      }),
      configType: int8({ since: 3, default: 0 }),
      documentation: string({ since: 3, nullable: 0 }),
    }),
  }),
}));
export interface DescribeConfigsResponse extends Infer<typeof DescribeConfigsResponse> {}
