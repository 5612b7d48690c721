import { onCircusEvent } from './jest-circus.ts';

/** Whom to tell about the test functions of a file. */
interface TestWatcher {
  /** @param timeoutMs of the call of `test()`, of `jest.setTimeout()` or of the config */
  readonly began: (timeoutMs: number) => void;
  readonly ended: () => void;
}

/** Tells when a test function begins and ends, hooks apart. In some other runner behind Jest, nobody is told of anything. */
export function watchTestTime({ began, ended }: TestWatcher): void {
  onCircusEvent(({ name, test }, { testTimeout }) => {
    if (name === 'test_fn_start') began(test?.timeout || testTimeout);
    if (name === 'test_fn_success' || name === 'test_fn_failure') ended();
  });
}
