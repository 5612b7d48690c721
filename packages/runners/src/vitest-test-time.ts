/**
 * Calls back when the test function is called, after all hooks before it: from then on Vitest counts the time that the test
 * has. No hook tells of that moment. But the first thing that Vitest does with a test is to listen to the signal of its context, by
 * which it ends the test when its time is up.
 */
export function whenTestBegins(signal: AbortSignal, begin: () => void): void {
  const listen: AbortSignal['addEventListener'] = signal.addEventListener.bind(signal);
  const listenFirst = (...given: Parameters<AbortSignal['addEventListener']>): void => {
    // Of the class again.
    Reflect.deleteProperty(signal, 'addEventListener');
    begin();
    listen(...given);
  };
  Object.defineProperty(signal, 'addEventListener', { value: listenFirst, configurable: true });
}
