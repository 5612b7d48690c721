import { array, int16, int32, int8, request, response, string, struct, type Infer } from '../schema.ts';

/** StreamsGroupTopologyDescriptionUpdate, v0. A member of a streams group describes its topology for people to read. */
export const StreamsGroupTopologyDescriptionUpdateRequest = request(93, { versions: [0, 0], flexible: 0 }, () => {
  const topologyDescriptionNode = {
    name: string(),
    nodeType: int8(),
    sourceTopics: array(string()),
    sinkTopic: string({ nullable: 0, default: null }),
    stores: array(string()),
    successors: array(string()),
  };
  return {
    groupId: string(),
    memberId: string(),
    topologyEpoch: int32(),
    topologyDescription: struct({
      subtopologies: array({
        subtopologyId: string(),
        nodes: array(topologyDescriptionNode),
      }),
      globalStores: array({
        source: struct(topologyDescriptionNode),
        processor: struct(topologyDescriptionNode),
      }),
    }),
  };
});
export interface StreamsGroupTopologyDescriptionUpdateRequest extends Infer<
  typeof StreamsGroupTopologyDescriptionUpdateRequest
> {}

/** Answer to StreamsGroupTopologyDescriptionUpdate, v0. */
export const StreamsGroupTopologyDescriptionUpdateResponse = response(93, { versions: [0, 0], flexible: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: string({ nullable: 0, default: null }),
}));
export interface StreamsGroupTopologyDescriptionUpdateResponse extends Infer<
  typeof StreamsGroupTopologyDescriptionUpdateResponse
> {}
