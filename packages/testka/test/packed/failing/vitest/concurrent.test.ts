import { test, useBroker } from 'testka/vitest';

useBroker();

test.concurrent('one of two', () => {});
