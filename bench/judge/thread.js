/** Starts a worker thread of the benchmark: `--import=tsx` counts only for the main thread. */
import { register } from 'tsx/esm/api';

register();
await import('./worker.js');
