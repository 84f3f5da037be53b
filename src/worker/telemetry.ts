import { hostname } from 'node:os';
import type { Client } from '@temporalio/client';
import type { RuntimeOptions, Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import { freshFor } from '../net/fresh-for.js';
import { serveAt, type Served } from '../net/serve.js';
import { sdkMetrics } from '../telemetry/sdk-metrics.js';
import { standingMetrics } from '../telemetry/standing.js';
import { WorkerMetrics } from '../telemetry/worker-metrics.js';
import { activityRuns } from '../temporal/activity-runs.js';
import { failingWorkflows } from '../temporal/failing-workflows.js';
import { temporalLogger } from '../temporal/logger.js';
import { Runs } from '../temporal/runs.js';
import { workerSinks } from '../temporal/told.js';
import { version } from '../version.js';
import { workerApp } from './app.js';
import { whyNotReady } from './readiness.js';

/** How `merganser doctor` tells a worker's version, where Temporal keeps nothing of it but this. */
const workerIdentity = `merganser-${version} ${process.pid}@${hostname()}`;

/** Asking costs Temporal one answer for each running workflow of ours. */
const failingForMs = 20_000;

/** What a worker says of itself: metrics, readiness, and log lines that name what they are about. */
export class WorkerTelemetry {
  readonly metrics: WorkerMetrics;
  private readonly runs = new Runs();
  private readonly sdk: Awaited<ReturnType<typeof sdkMetrics>> | undefined;
  private served: Served | undefined;
  private watched: Worker | undefined;

  private constructor(
    private readonly services: readonly string[],
    private readonly log: Logger,
    sdk: Awaited<ReturnType<typeof sdkMetrics>> | undefined,
  ) {
    this.metrics = new WorkerMetrics(services);
    this.sdk = sdk;
  }

  /** `address` is where metrics will be asked for; nobody asks where there is none. */
  static async of(services: readonly string[], log: Logger, address?: string): Promise<WorkerTelemetry> {
    return new WorkerTelemetry(services, log, address ? await sdkMetrics() : undefined);
  }

  /** For `Runtime.install`, before anything of Temporal's worker is made. */
  get runtime(): RuntimeOptions {
    return {
      logger: temporalLogger(this.log, this.runs),
      ...(this.sdk && { telemetryOptions: this.sdk.options }),
    };
  }

  /** For `Worker.create`. */
  get worker() {
    return {
      identity: workerIdentity,
      interceptors: { activity: [activityRuns(this.runs)] },
      sinks: workerSinks({
        began: (runId, about, again) => {
          this.runs.know(runId, about);
          if (!again) this.log.info(about, 'the deployment begins');
        },
        ended: (measured) => {
          this.metrics.ended(measured);
          this.log.info(measured, 'the deployment ended');
        },
      }),
    };
  }

  /** Answers at the address from now on, where there is one. */
  async serve(address: string | undefined, client: Client): Promise<void> {
    if (!address) return;
    const failing = freshFor(failingForMs, () => failingWorkflows(client));
    standingMetrics(this.metrics.registry, client, this.services, failing);
    const metrics = async () => `${await this.metrics.registry.metrics()}${(await this.sdk?.read()) ?? ''}`;
    const app = workerApp({ metrics, notReady: () => whyNotReady(this.watched, client, failing) });
    this.served = await serveAt(address, app.fetch, { given: 'MERGANSER_METRICS_ADDRESS' });
    this.log.info({ url: this.served.url }, 'metrics and health are served');
  }

  /** The worker whose readiness is asked for. */
  watch(worker: Worker): void {
    this.watched = worker;
  }

  async close(): Promise<void> {
    await this.served?.close();
  }
}
