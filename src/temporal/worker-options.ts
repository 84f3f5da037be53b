import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { WorkerOptions } from '@temporalio/worker';
import { taskQueue } from '../domain/ids.js';
import { workerSinks } from './told.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Where the workflow bundle is made from. */
export const workflowsPath = here('../workflows/index.ts');

const bundlePath = here('../workflow-bundle.js');

/** Where a worker has the workflows from: what was built brings them bundled, the sources are bundled as it starts. */
export const workflowCode = existsSync(bundlePath)
  ? { workflowBundle: { codePath: bundlePath } }
  : { workflowsPath };

/** The tolerant payload converter, which every worker that runs our workflows must use. */
export const payloadConverterPath = here('../workflows/payload-converter.cjs');

/**
 * What every worker of ours has in common. A short sticky timeout takes the time from a worker's death to the next look
 * from 11 s to under 5 s; the grace time lets a look finish instead of being made again elsewhere.
 */
export const workerOptions = {
  taskQueue,
  dataConverter: { payloadConverterPath },
  stickyQueueScheduleToStartTimeout: '2s',
  shutdownGraceTime: '10s',
  shutdownForceTime: '20s',
  maxCachedWorkflows: 500,
  sinks: workerSinks({ began: () => undefined, ended: () => undefined }),
} satisfies Partial<WorkerOptions>;
