import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { stringify } from 'yaml';
import { findTemporal } from '../../scripts/setup/temporal.js';
import { startDevServer } from '../../scripts/tests/dev-server.js';
import { listenerPort } from '../../test/helpers/listener-port.js';
import { startProduct } from '../../test/e2e/support/product.js';

export const secret = 'the secret of the webhook';

/** A dev server with its database on disk, and a real starter, for services that nobody has. */
export interface Stage {
  readonly env: TestWorkflowEnvironment;
  /** Where the starter takes webhooks. */
  readonly url: string;
  close(): Promise<void>;
}

export async function openStage(services: readonly string[]): Promise<Stage> {
  const cli = (await findTemporal(process.env))?.file;
  if (!cli)
    throw new Error('No Temporal dev server here yet: run npm test once, which fetches or builds it.');
  const folder = mkdtempSync(join(tmpdir(), 'merganser-webhook-'));
  const env = await startDevServer(cli, join(folder, 'temporal.db'));
  writeFileSync(join(folder, 'temporal.toml'), '[profile.default]\n');
  writeFileSync(join(folder, 'merganser.yaml'), platform(services));
  const listen = `127.0.0.1:${await listenerPort()}`;
  const starter = await startProduct(['starter', '--listen', listen], {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    TEMPORAL_CONFIG_FILE: join(folder, 'temporal.toml'),
    TEMPORAL_ADDRESS: env.address,
    TEMPORAL_NAMESPACE: env.namespace,
    GITHUB_WEBHOOK_SECRET: secret,
    MERGANSER_CONFIG: join(folder, 'merganser.yaml'),
    MERGANSER_LOG_LEVEL: 'info',
  });
  return {
    env,
    url: `http://${listen}/webhooks/github`,
    async close() {
      await starter.stop();
      await env.teardown();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const webOf = (service: string) => `https://github.com/acme/${service}`;

function platform(services: readonly string[]): string {
  return stringify({
    version: 1,
    sites: [{ name: 'site_1', target: { type: 'process', url: 'http://127.0.0.1:1' } }],
    services: services.map((service) => ({ service, repository: webOf(service), start: 'node server.js' })),
  });
}
