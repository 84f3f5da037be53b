/** A thread of the benchmark: runs batches as they come. */
import { parentPort } from 'node:worker_threads';
import { runBatch, type Batch } from './batch.js';

if (!parentPort) throw new Error('this is a worker thread of bench/judge.ts, which starts it');
const port = parentPort;
port.on('message', (batch: Batch) => port.postMessage(runBatch(batch)));
