import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { History } from '../../src/metric-providers/scrape/history.js';
import type { SiteAgent } from './site-agent.js';

/** What an agent tells of the past of `shop`. */
export async function historyAt(agent: Pick<SiteAgent, 'url'>, query = ''): Promise<History> {
  return (await (await fetch(`${agent.url}/v1/services/shop/history${query}`)).json()) as History;
}

/** Requests of all instances in all polls. */
export const requestsIn = ({ rows }: Pick<History, 'rows'>) =>
  rows.flatMap(([, instances]) => Object.values(instances)).reduce((sum, [requests]) => sum + requests, 0);

/** The files in which an agent keeps the past of `shop`, oldest first. */
export function historyFiles(stateDir: string): string[] {
  const folder = join(stateDir, 'history', 'shop');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.sort().map((name) => join(folder, name));
}
