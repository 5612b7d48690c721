import type { RequestContext } from '../../context.ts';
import { splitList } from './config-value.ts';
import type { ConfigValues } from './overrides.ts';

const LISTENERS = 'listeners';
const PROTOCOLS = 'listener.security.protocol.map';

/** The listener of the controller, which is in the same process as the broker. */
const CONTROLLER = 'CONTROLLER';

const SECURITY_PROTOCOLS: ReadonlySet<string> = new Set(['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL']);

/**
 * Whether a broker may have these listeners, and speak so on them: it keeps those it has, the controller's among them
 * (DynamicListenerConfig.validateReconfiguration).
 * @returns what is wrong
 */
export function checkListeners({ services }: RequestContext, values: ConfigValues): string | undefined {
  const own = services.authentication.isRequired ? 'SASL_PLAINTEXT' : 'PLAINTEXT';
  return checkProtocols(values.get(PROTOCOLS), own) ?? checkNames(values.get(LISTENERS), own);
}

function checkProtocols(map: string | undefined, own: string): string | undefined {
  if (map === undefined) return undefined;
  const protocols = new Map<string, string>();
  for (const element of splitList(map)) {
    const [, name = '', protocol = ''] = /^([^:]*?)\s*:\s*(.*)$/.exec(element) ?? [];
    if (!SECURITY_PROTOCOLS.has(protocol)) return `Invalid value ${element} for configuration ${PROTOCOLS}`;
    protocols.set(name.toUpperCase(), protocol);
  }
  if (protocols.get(own) !== own) return `Security protocol cannot be updated for existing listener ${own}`;
  return protocols.has(CONTROLLER) ? undefined : `Controller listener with name ${CONTROLLER} is not in ${PROTOCOLS}`;
}

function checkNames(listeners: string | undefined, own: string): string | undefined {
  if (listeners === undefined) return undefined;
  const names = splitList(listeners).map((listener) => /^(.*):\/\/[^/]*:\d+$/.exec(listener)?.[1]?.toUpperCase());
  if (names.includes(undefined)) return `Unable to parse ${listeners} to a broker endpoint`;
  const missing = [own, CONTROLLER].find((name) => !names.includes(name));
  return missing === undefined ? undefined : `${LISTENERS} must contain the listener ${missing}`;
}
