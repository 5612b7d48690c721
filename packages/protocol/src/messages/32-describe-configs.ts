import { array, bool, int16, int32, int8, request, response, string, type Infer } from '../schema.ts';

/** DescribeConfigs, v0–4. Configs of topics, brokers, groups (KIP-133, KIP-226 (synonyms), KIP-569 (types)). */
export const DescribeConfigsRequest = request(32, { versions: [0, 4], flexible: 4 }, () => ({
  resources: array({
    resourceType: int8(),
    resourceName: string(),
    configurationKeys: array(string(), { nullable: 0 }),
  }),
  includeSynonyms: bool({ since: 1, default: false }),
  includeDocumentation: bool({ since: 3, default: false }),
}));
export interface DescribeConfigsRequest extends Infer<typeof DescribeConfigsRequest> {}

/** Answer to DescribeConfigs, v0–4. */
export const DescribeConfigsResponse = response(32, { versions: [0, 4], flexible: 4 }, () => ({
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
      isDefault: bool({ until: 0, default: false }),
      configSource: int8({ since: 1, default: -1 }),
      isSensitive: bool(),
      synonyms: array(
        {
          name: string({ since: 1 }),
          value: string({ since: 1, nullable: 0 }),
          source: int8({ since: 1 }),
        },
        { since: 1 },
      ),
      configType: int8({ since: 3, default: 0 }),
      documentation: string({ since: 3, nullable: 0 }),
    }),
  }),
}));
export interface DescribeConfigsResponse extends Infer<typeof DescribeConfigsResponse> {}
