import { runTracePage } from './trace-page/run.ts';

process.exitCode = (await runTracePage()) ? 0 : 1;
