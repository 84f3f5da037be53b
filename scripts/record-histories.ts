import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { play } from '../test/helpers/play.js';
import { realServer, stopServers } from '../test/helpers/servers.js';
import { playService } from './histories/service-story.js';
import { stories } from './histories/stories.js';

const folder = path.resolve(import.meta.dirname, '..', 'test', 'histories');

/** Says nothing of the machine on which it was recorded; one event a line, for readers of differences. */
function cleaned(history: string): string {
  const ourselves = `${process.pid}@${hostname()}`;
  const text = history.replaceAll(ourselves, 'worker');
  const { events } = JSON.parse(text, (key, value: unknown) => (key === 'stackTrace' ? '' : value)) as {
    events: unknown[];
  };
  return `{"events":[\n${events.map((event) => JSON.stringify(event)).join(',\n')}\n]}\n`;
}

/** What was recorded stays: it is what workers of that time have left behind. */
const isMissing = (name: string) => !existsSync(path.join(folder, `${name}.json`));

async function record(name: string, run: WorkflowHandle): Promise<void> {
  const json = cleaned(historyToJSON(await run.fetchHistory()));
  await writeFile(path.join(folder, `${name}.json`), json);
  console.log(`${name}: ${Math.round(json.length / 1_000)} kB`);
}

await mkdir(folder, { recursive: true });
const env = await realServer();
// Unique, since a server that is in use has run these stories before.
const unique = (name: string) => `${name}-${Date.now()}`;
try {
  for (const { name, outcome, world, during, order } of stories) {
    if (!isMissing(name)) continue;
    const id = unique(name);
    const view = await play(env, world(env), id, during, order);
    if (view.outcome?.kind !== outcome) throw new Error(`${name} ended in ${view.outcome?.kind}`);
    await record(name, env.client.workflow.getHandle(`deployment.${id}`));
  }
  if (isMissing('service')) await record('service', await playService(env, unique('cart')));
} finally {
  await stopServers();
}
