import { fileURLToPath } from 'node:url';
import { askJson } from '../reader/ask.js';
import type { Program } from './processes.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const merganser = `${root}bin/merganser.js`;

type Env = Readonly<Record<string, string>>;
type Ready = Program['ready'];

const answers =
  (url: string): Ready =>
  async () =>
    (await fetch(url)).ok;

/** The dev server with its UI. Its database is on disk, so that it can be killed and go on. */
export function temporal(
  cli: string,
  ports: { port: number; ui: number },
  database: string,
  env: Env,
): Program {
  const args = [
    'server',
    'start-dev',
    '--ip',
    '127.0.0.1',
    '--port',
    `${ports.port}`,
    '--ui-port',
    `${ports.ui}`,
  ];
  return {
    name: 'Temporal',
    command: cli,
    args: [...args, '--log-level', 'warn', '--db-filename', database],
    env,
    last: true,
    ready: answers(`http://127.0.0.1:${ports.ui}/api/v1/namespaces/default`),
  };
}

/** The stand-in for Slack. */
export const slack = (port: number, file: string, env: Env): Program => ({
  name: 'Slack',
  ...script('doubles/slack/main.ts', ['--port', `${port}`, '--file', file, '--channel', 'deploys']),
  env,
  last: true,
  ready: answers(`http://127.0.0.1:${port}/_double/messages`),
});

/** The agent of a site. Its services end with it. */
export const agent = (site: string, port: number, state: string, env: Env): Program => ({
  name: `agent ${site}`,
  ...command([
    'agent',
    '--site',
    site,
    '--listen',
    `127.0.0.1:${port}`,
    '--state-dir',
    state,
    '--stop-services-on-exit',
  ]),
  env,
  ready: answers(`http://127.0.0.1:${port}/healthz`),
});

export const starter = (port: number, env: Env): Program => ({
  name: 'starter',
  ...command(['starter', '--listen', `127.0.0.1:${port}`]),
  env,
  ready: answers(`http://127.0.0.1:${port}/readyz`),
});

/** `polled`: whether the server sees a worker. */
export const worker = (env: Env, polled: Ready): Program => ({
  name: 'worker',
  ...command(['worker']),
  env,
  ready: polled,
});

/** Steady requests to every site, and the counts of what became of them. */
export function traffic(port: number, urls: readonly string[], perSecond: number, env: Env): Program {
  const args = ['--port', `${port}`, '--rate', `${perSecond}`, ...urls.flatMap((url) => ['--url', url])];
  return {
    name: 'traffic',
    ...script('demo/traffic/main.ts', args),
    env,
    ready: async () => (await askJson<{ sent: number }>(`http://127.0.0.1:${port}`)).sent > 0,
  };
}

/** A command of `merganser`, to be run to its end. */
export const command = (args: readonly string[]) => ({
  command: process.execPath,
  args: [merganser, ...args],
});

const script = (file: string, args: readonly string[]) => ({
  command: process.execPath,
  args: ['--import', import.meta.resolve('tsx'), `${root}${file}`, ...args],
});
