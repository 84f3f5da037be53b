import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cacheFolder } from '../../scripts/setup/cache.js';

/** Where the demo keeps its things. */
export interface Places {
  readonly root: string;
  readonly ledger: string;
  readonly logs: string;
  readonly cart: string;
  readonly agents: string;
  readonly worker: string;
  readonly settings: string;
  readonly temporalSettings: string;
  readonly secret: string;
  readonly database: string;
  readonly slack: string;
}

export function placesOf(env: NodeJS.ProcessEnv): Places {
  const root = resolve(cacheFolder(env), 'demo');
  return {
    root,
    ledger: join(root, 'processes.json'),
    logs: join(root, 'logs'),
    cart: join(root, 'cart'),
    agents: join(root, 'agents'),
    worker: join(root, 'worker'),
    settings: join(root, 'merganser.yaml'),
    temporalSettings: join(root, 'temporal.toml'),
    secret: join(root, 'webhook-secret'),
    database: join(root, 'temporal.db'),
    slack: join(root, 'slack.json'),
  };
}

/** Every run begins with nothing from the one before. */
export function emptied({ root, ...places }: Places): void {
  mkdirSync(root, { recursive: true });
  for (const place of [...Object.values(places), `${places.database}-shm`, `${places.database}-wal`])
    rmSync(place, { recursive: true, force: true });
}
