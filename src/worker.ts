import { dirname, join } from 'node:path';
import type { Client } from '@temporalio/client';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import { activities } from './activities/index.js';
import type { Ports } from './activities/ports.js';
import { readEnvironment, type Environment } from './config/environment.js';
import { configFromFile, type Platform } from './config/load.js';
import { deployTargets } from './deploy-targets/registry.js';
import { metricProviders } from './metric-providers/registry.js';
import { notifiers } from './notifiers/registry.js';
import { sourceHosts } from './source-hosts/registry.js';
import { connect, connectionOptions, type TemporalSettings } from './temporal/connect.js';
import { temporalDeployments } from './temporal/deployments.js';
import { temporalLogger } from './temporal/logger.js';
import { requireSearchAttributes } from './temporal/setup.js';
import { workerOptions, workflowCode } from './temporal/worker-options.js';

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
  Runtime.install({ logger: temporalLogger(log), shutdownSignals: [] });
  const client = await connect(settings);
  const options = connectionOptions(settings);
  const connection = await NativeConnection.connect(options.connection);
  try {
    await requireSearchAttributes(client);
    const worker = await Worker.create({
      ...workerOptions,
      connection,
      namespace: options.namespace,
      ...workflowCode,
      activities: activities(portsOf(platform, dirname(file), environment, client)),
    });
    log.info({ namespace: options.namespace }, 'the worker is ready');
    await worker.runUntil(stop);
  } finally {
    await connection.close();
    await client.connection.close();
  }
}

/** `folder` is where the platform file is. */
function portsOf(platform: Platform, folder: string, environment: Environment, client: Client): Ports {
  const { metrics } = platform;
  return {
    configuration: platform,
    targets: mapValues(deployTargets, (type) => type.create(environment)),
    metrics: mapValues(metricProviders, (type) => type.create({ ...environment, metrics, folder })),
    notifiers: {
      console: notifiers.console.create(environment),
      ...(environment.slackToken || platform.notify.type === 'slack'
        ? { slack: notifiers.slack.create(environment) }
        : {}),
    },
    sourceHost: sourceHosts.git.create({ cacheDir: join(environment.cacheDir, 'repositories') }),
    deployments: temporalDeployments(client),
  };
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
