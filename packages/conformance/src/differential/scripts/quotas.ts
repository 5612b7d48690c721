import type { Script } from '../play.ts';
import { CLIENT_QUOTAS } from './client-quotas.ts';
import { QUOTA_ENTITIES } from './quota-entities.ts';
import { THROTTLED_ADMINS } from './throttled-admins.ts';
import { THROTTLED_FETCH } from './throttled-fetch.ts';
import { THROTTLED_MUTATIONS } from './throttled-mutations.ts';
import { THROTTLED_PRODUCE } from './throttled-produce.ts';

/** Quotas as they are set and shown, and what they do. */
export const QUOTA_SCRIPTS: readonly Script[] = [
  CLIENT_QUOTAS,
  QUOTA_ENTITIES,
  THROTTLED_PRODUCE,
  THROTTLED_FETCH,
  THROTTLED_MUTATIONS,
  THROTTLED_ADMINS,
];
