/** The releases of Apache Kafka that the cluster can be, oldest first. */
export const RELEASE_NAMES = ['3.9', '4.0', '4.1', '4.2', '4.3', '4.4'] as const;
export type ReleaseName = (typeof RELEASE_NAMES)[number];

/** What a cluster is when nobody says. */
export const NEWEST_RELEASE: ReleaseName = '4.4';
