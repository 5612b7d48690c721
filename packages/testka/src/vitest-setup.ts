import { inject } from 'vitest';

// The file of the package itself: a set-up is a module that takes its time, which CommonJS has no form for.
import { type SetupOptions, setUpBroker } from './vitest.js';

await setUpBroker(inject('testka' as never) as SetupOptions | undefined);
