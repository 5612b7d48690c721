/** Bit fields of what a principal may do (KIP-430), by AclOperation: bit n stands for operation n. Without an authorizer: all. */
export const TOPIC_OPERATIONS = 3576;
export const CLUSTER_OPERATIONS = 8096;
export const GROUP_OPERATIONS = 3400;

/** The client did not ask. */
export const NOT_ASKED = -2147483648;
