import { inspect } from 'node:util';

/** What printers and `await` ask of any object that they get to see: nobody means the broker by these. */
const ASKED_OF_ANYTHING = new Set([
  'then',
  'toJSON',
  'asymmetricMatch',
  'nodeType',
  'tagName',
  'constructor',
  '$$typeof',
]);

/**
 * An object that behaves as the one that `current()` returns at the time: a test file holds it before there is one.
 * @param current throws while there is none
 */
export function createStandIn<Target extends object>(current: () => Target, hasCurrent: () => boolean): Target {
  const isIdle = (key: string | symbol): boolean =>
    !hasCurrent() && (typeof key === 'symbol' || ASKED_OF_ANYTHING.has(key));
  // console.log() formats the target without asking the traps, so it is told here what to show.
  const target = { [inspect.custom]: () => (hasCurrent() ? current() : 'a broker that is not started') };
  return new Proxy(target, {
    get(_target, key) {
      if (isIdle(key)) return undefined;
      const object = current();
      const value: unknown = Reflect.get(object, key, object);
      // Bound, as private fields are of the object itself.
      return typeof value === 'function' && key !== 'constructor' ? (value.bind(object) as unknown) : value;
    },
    set(_target, key, value) {
      return Reflect.set(current(), key, value);
    },
    has(_target, key) {
      return hasCurrent() && Reflect.has(current(), key);
    },
    ownKeys: () => (hasCurrent() ? Reflect.ownKeys(current()) : []),
    getOwnPropertyDescriptor(_target, key) {
      const descriptor = hasCurrent() ? Reflect.getOwnPropertyDescriptor(current(), key) : undefined;
      // What the target lacks may not be described as fixed.
      return descriptor && { ...descriptor, configurable: true };
    },
    getPrototypeOf: () => (hasCurrent() ? Reflect.getPrototypeOf(current()) : Object.prototype),
  }) as Target;
}
