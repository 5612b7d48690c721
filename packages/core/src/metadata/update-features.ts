import type { Feature } from '../releases/features.ts';
import type { Features } from './features.ts';

/** FeatureUpdate.UpgradeType. */
const UPGRADE = 1;
const SAFE_DOWNGRADE = 2;
const UNSAFE_DOWNGRADE = 3;

export interface FeatureUpdate {
  readonly feature: string;
  readonly level: number;
  readonly upgradeType: number;
}

/** Version 0 knows of downgrades only whether they are allowed. */
export function upgradeTypeOf(allowDowngrade: boolean): number {
  return allowDowngrade ? SAFE_DOWNGRADE : UPGRADE;
}

/** Why a feature cannot be set to this level, or undefined (INVALID_UPDATE_VERSION, FeatureControlManager). */
export function validateFeatureUpdate(features: Features, update: FeatureUpdate): string | undefined {
  const { feature: name, level, upgradeType } = update;
  const invalid = (reason: string): string => `Invalid update version ${level} for feature ${name}. ${reason}`;
  if (upgradeType !== UPGRADE && upgradeType !== SAFE_DOWNGRADE && upgradeType !== UNSAFE_DOWNGRADE)
    return invalid('The controller does not support the given upgrade type.');
  if (level < 0) return invalid('A feature version cannot be less than 0.');
  const feature = features.get(name);
  if (feature === undefined) return invalid('This feature is not supported.');
  const { minVersion, maxVersion } = feature;
  if (level < minVersion || level > maxVersion)
    return invalid(`The controller only supports versions ${minVersion}-${maxVersion}.`);
  const current = features.levelOf(feature);
  if (level === current) return undefined;
  const isUpgrade = level > current;
  if (isUpgrade && upgradeType !== UPGRADE) return invalid('The upgrade type asks for a downgrade.');
  if (isUpgrade) return undefined;
  if (upgradeType === UPGRADE) return invalid('The upgrade type does not allow a downgrade.');
  return refuseDowngrade(feature, current, level);
}

/** Of some features a level cannot be taken back, whatever the client accepts. */
function refuseDowngrade({ name }: Feature, from: number, to: number): string | undefined {
  if (name === 'kraft.version') return `Invalid update version ${to} for feature ${name}. It cannot be downgraded.`;
  // Between any two levels that Kafka still supports something was added to the metadata.
  if (name === 'metadata.version')
    return `Unsupported ${name} downgrade from ${from} to ${to}: it might delete metadata information.`;
  return undefined;
}
