import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
  type WorkflowBundle,
} from '@temporalio/worker';
import type { ExecutionContext } from 'ava';
import { stringify } from 'yaml';
import { emptyQueue, type Queue } from '../../src/domain/queue.js';
import { taskQueue } from '../../src/domain/ids.js';
import { cleanEnv } from '../e2e/support/cli-env.js';
import { newNamespace } from '../e2e/support/namespace.js';
import type { Env } from '../e2e/support/product.js';
import type { Heard } from './obedient-workflows.js';
import { folder } from './programs.js';
import { devServer, stopServers } from './servers.js';

Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { forward: {}, filter: 'ERROR' } },
});

/** A Temporal namespace in which services and deployments do nothing but write down what they are told. */
export class Obedient {
  private readonly workers: { readonly worker: Worker; readonly done: Promise<void> }[] = [];

  private constructor(
    private readonly address: string,
    private readonly client: Client,
    private readonly connection: NativeConnection,
    private readonly workflows: WorkflowBundle,
  ) {}

  static async start(): Promise<Obedient> {
    const { address } = await devServer();
    const client = await newNamespace(address);
    const connection = await NativeConnection.connect({ address });
    const all = new Obedient(address, client, connection, await bundle());
    await all.work(taskQueue);
    return all;
  }

  /** Starts a worker. */
  async work(queue: string): Promise<void> {
    const worker = await Worker.create({
      connection: this.connection,
      namespace: this.client.options.namespace,
      taskQueue: queue,
      workflowBundle: this.workflows,
    });
    this.workers.push({ worker, done: worker.run() });
  }

  /** Starts the stand-in of a service, or of its deployment. Others are heard when a worker of their queue is there. */
  async runs(workflowId: string, status: Partial<Queue> = {}, queue = taskQueue): Promise<void> {
    const args = [{ ...emptyQueue(workflowId.replace(/^\w+\./, '')), ...status }];
    await this.client.workflow.start('obedient', { workflowId, taskQueue: queue, args });
  }

  /** A workflow that answers to nothing. */
  async runsDeaf(workflowId: string): Promise<void> {
    await this.client.workflow.start('deaf', { workflowId, taskQueue });
  }

  heard(workflowId: string): Promise<readonly Heard[]> {
    return this.client.workflow.getHandle(workflowId).query('heard');
  }

  /** The environment of a command line whose platform has these services. */
  async platform(t: ExecutionContext, ...services: readonly string[]): Promise<Env> {
    const config = join(await folder(t), 'merganser.yaml');
    const own = { repository: '/git/cart', start: 'node server.js', sites: ['site_1'] };
    const settings = {
      version: 1,
      sites: [{ name: 'site_1', target: { type: 'process', url: 'http://127.0.0.1:9' } }],
      notify: { console: {} },
      services: services.map((service) => ({ service, ...own })),
    };
    await writeFile(config, stringify(settings));
    const { namespace } = this.client.options;
    return cleanEnv({
      TEMPORAL_ADDRESS: this.address,
      TEMPORAL_NAMESPACE: namespace,
      MERGANSER_CONFIG: config,
    });
  }

  async close(): Promise<void> {
    for (const { worker } of this.workers) worker.shutdown();
    await Promise.all(this.workers.map(({ done }) => done));
    await this.connection.close();
    await this.client.connection.close();
    await stopServers();
  }
}

const bundle = () =>
  bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./obedient-workflows.ts', import.meta.url)),
    logger: new DefaultLogger('ERROR'),
  });
