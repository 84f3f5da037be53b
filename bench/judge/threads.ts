import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import type { Batch, BatchResult } from './batch.js';

/** The simulation makes many small objects that die young. */
const youngMb = 64;

/** Runs batches on worker threads; the results come in the order of the batches, so the number of threads is no matter. */
export async function onThreads(
  batches: readonly Batch[],
  threads: number,
  progress: (done: number) => void,
): Promise<readonly BatchResult[]> {
  const program = await bundled();
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

/** The worker's program in one text: tsx, which runs the rest, names each function as it is made, a third of the time here. */
async function bundled(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('worker.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
  });
  const [file] = outputFiles;
  if (!file) throw new Error('the bundle of the worker is empty');
  return file.text;
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
