/** What a native client was made with: its addon's config, as librdkafka names it. */
export type NativeConfig = Readonly<Record<string, unknown>>;

/** Is told while its owner is still on the stack. */
export interface NativeListener {
  /** @param by the function that tells, for stacks to leave it out */
  connecting(client: object, config: NativeConfig, by: (...args: never[]) => unknown): void;
  disconnecting(client: object): void;
}

interface NativeClient {
  connect: (this: NativeClient, ...args: unknown[]) => unknown;
  disconnect: (this: NativeClient, ...args: unknown[]) => unknown;
}

type NativeClass = (new (...args: unknown[]) => NativeClient) & { readonly prototype: NativeClient };

/** Kept by the addon itself: of this package there may be several copies, in Jest one for each test file. */
const LISTENERS = Symbol.for('testka.native-clients');
/** The classes of @confluentinc/kafka-javascript and of node-rdkafka, of which it is a fork. */
const CLASSES = ['Producer', 'KafkaConsumer', 'AdminClient'];

type Addon = Record<string, unknown> & { [LISTENERS]?: Set<NativeListener> };

const found = new Set<Set<NativeListener>>();
const listening = new Set<NativeListener>();
let loader: NodeJS.Require | undefined;
let stopWatching = (): void => undefined;

/** From now on, of addons that are loaded already and of those that will be. */
export function listenToAddons(listener: NativeListener): void {
  if (listening.size === 0) stopWatching = watchAddons();
  listening.add(listener);
  for (const listeners of found) listeners.add(listener);
}

export function ignoreAddons(listener: NativeListener): void {
  for (const listeners of found) listeners.delete(listener);
  if (listening.delete(listener) && listening.size === 0) stopWatching();
}

/** Node shows what it has loaded, and lets others in where it loads. */
function watchAddons(): () => void {
  // Made when a broker is there, not by whoever imports this package. What is required from does not matter here.
  loader ??= process.getBuiltinModule('node:module').createRequire(process.execPath);
  const { cache, extensions } = loader;
  for (const [path, loaded] of Object.entries(cache)) if (path.endsWith('.node')) notice(loaded?.exports);
  const load = extensions['.node'];
  const loadAndNotice: typeof load = (module, path) => {
    load(module, path);
    notice(module.exports);
  };
  extensions['.node'] = loadAndNotice;
  return () => {
    // Somebody who has let himself in behind us goes on with ours.
    if (extensions['.node'] === loadAndNotice) extensions['.node'] = load;
  };
}

function notice(exported: unknown): void {
  if (!isAddon(exported)) return;
  const listeners = exported[LISTENERS] ?? new Set<NativeListener>();
  if (exported[LISTENERS] === undefined) {
    Object.defineProperty(exported, LISTENERS, { value: listeners });
    for (const name of CLASSES) instrument(exported, name, listeners);
  }
  found.add(listeners);
  for (const listener of listening) listeners.add(listener);
}

function isAddon(exported: unknown): exported is Addon {
  if (typeof exported !== 'object' || exported === null) return false;
  return 'librdkafkaVersion' in exported && CLASSES.every((name) => name in exported);
}

/** The packages look their classes up in the addon each time they make one, and call their methods on them. */
function instrument(addon: Addon, name: string, listeners: ReadonlySet<NativeListener>): void {
  const native = addon[name] as NativeClass;
  const configs = new WeakMap<object, NativeConfig>();
  const { connect, disconnect } = native.prototype;
  native.prototype.connect = function connectAndTell(this: NativeClient, ...args) {
    for (const listener of listeners) listener.connecting(this, configs.get(this) ?? {}, connectAndTell);
    return connect.apply(this, args);
  };
  native.prototype.disconnect = function disconnectAndTell(this: NativeClient, ...args) {
    for (const listener of listeners) listener.disconnecting(this);
    return disconnect.apply(this, args);
  };
  addon[name] = new Proxy(native, {
    construct(target, args: [NativeConfig | null]) {
      const client = new target(...args);
      configs.set(client, { ...args[0] });
      return client;
    },
  });
}
