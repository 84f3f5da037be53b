import { Worker } from 'node:worker_threads';
import type { Batch, BatchResult } from './batch.js';
import { bundled } from './bundle.js';

/** The simulation makes many small objects that die young. */
const youngMb = 64;

/** Runs batches on worker threads; the results come in the order of the batches, so the number of threads is no matter. */
export async function onThreads(
  batches: readonly Batch[],
  threads: number,
  progress: (done: number) => void,
): Promise<readonly BatchResult[]> {
  const program = await bundled('worker.ts', 'cjs');
  const results: BatchResult[] = [];
  let next = 0;
  let done = 0;
  const workers = Array.from(
    { length: Math.min(threads, batches.length) },
    () => new Worker(program, { eval: true, resourceLimits: { maxYoungGenerationSizeMb: youngMb } }),
  );
  try {
    await Promise.all(
      workers.map(async (worker) => {
        for (let i = next++; i < batches.length; i = next++) {
          results[i] = await answer(worker, batches[i]);
          progress((done += 1));
        }
      }),
    );
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return results;
}

const answer = (worker: Worker, batch: Batch | undefined) =>
  new Promise<BatchResult>((resolve, reject) => {
    const done = () => worker.off('message', got).off('error', failed);
    const got = (result: BatchResult) => {
      done();
      resolve(result);
    };
    const failed = (error: Error) => {
      done();
      reject(error);
    };
    worker.on('message', got).on('error', failed);
    worker.postMessage(batch);
  });
