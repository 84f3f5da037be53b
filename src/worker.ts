import { dirname, join } from 'node:path';
import type { Client } from '@temporalio/client';
import { Runtime, Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import { activities } from './activities/index.js';
import type { Ports } from './activities/ports.js';
import { readEnvironment, type Environment } from './config/environment.js';
import { configFromFile, type Platform } from './config/load.js';
import { deployTargets } from './deploy-targets/registry.js';
import { metricProviders } from './metric-providers/registry.js';
import { notifiers } from './notifiers/registry.js';
import { sourceHosts } from './source-hosts/registry.js';
import { counted } from './telemetry/counted-notifier.js';
import type { WorkerMetrics } from './telemetry/worker-metrics.js';
import { connect, connectionOptions, type TemporalSettings } from './temporal/connect.js';
import { connectWorker } from './temporal/connect-worker.js';
import { temporalDeployments } from './temporal/deployments.js';
import { failingWorkflows } from './temporal/failing-workflows.js';
import { temporalServices } from './temporal/services.js';
import { requireSearchAttributes } from './temporal/setup.js';
import { workerOptions, workflowCode } from './temporal/worker-options.js';
import { WorkerTelemetry } from './worker/telemetry.js';

export interface WorkerSettings extends TemporalSettings {
  /** Path of the platform's configuration. Default: MERGANSER_CONFIG, or merganser.yaml. */
  readonly config?: string;
}

/**
 * Runs the workflows, and the activities with the adapters that the configuration names. After `stop` it takes nothing new,
 * and returns when what it had is done, or given back after 10 s.
 */
export async function runWorker(settings: WorkerSettings, log: Logger, stop: Promise<void>): Promise<void> {
  const environment = readEnvironment(process.env);
  const file = settings.config ?? environment.config;
  const platform = await configFromFile(file, {
    targets: deployTargets,
    metrics: metricProviders,
    notifiers,
  });
  const services = platform.registrations.map(({ service }) => service);
  const { metricsAddress } = environment;
  const telemetry = await WorkerTelemetry.of(services, log, metricsAddress);
  Runtime.install({ ...telemetry.runtime, shutdownSignals: [] });
  const client = await connect(settings);
  const options = connectionOptions(settings);
  const connection = await connectWorker(settings);
  try {
    await telemetry.serve(metricsAddress, client);
    await requireSearchAttributes(client);
    const worker = await Worker.create({
      ...workerOptions,
      ...telemetry.worker,
      connection,
      namespace: options.namespace,
      ...workflowCode,
      activities: activities(portsOf(platform, dirname(file), environment, client, telemetry.metrics)),
    });
    telemetry.watch(worker);
    log.info({ namespace: options.namespace }, 'the worker is ready');
    await worker.runUntil(stop);
  } finally {
    await telemetry.close();
    await connection.close();
    await client.connection.close();
  }
}

/** `folder` is where the platform file is. */
function portsOf(
  platform: Platform,
  folder: string,
  environment: Environment,
  client: Client,
  measure: WorkerMetrics,
): Ports {
  const { metrics } = platform;
  const notifier = (type: keyof typeof notifiers) =>
    counted(notifiers[type].create(environment), (result, by) => measure.notified(type, result, by));
  return {
    configuration: platform,
    targets: mapValues(deployTargets, (type) => type.create(environment)),
    metrics: mapValues(metricProviders, (type) => type.create({ ...environment, metrics, folder })),
    notifiers: {
      console: notifier('console'),
      ...(environment.slackToken || platform.notify.type === 'slack' ? { slack: notifier('slack') } : {}),
    },
    sourceHost: sourceHosts.git.create({ cacheDir: join(environment.cacheDir, 'repositories') }),
    deployments: temporalDeployments(client),
    measure,
    services: temporalServices(client),
    workflows: { failing: () => failingWorkflows(client) },
  };
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
