import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { Ledger } from '../../demo/stage/ledger.js';

/** Every process that has to do with a folder: by its command line, its environment or where it works. */
function processesOf(folder: string): string[] {
  if (!existsSync('/proc/self/environ')) return [];
  const read = (get: () => string) => {
    try {
      return get();
    } catch {
      return '';
    }
  };
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid)
    .filter((pid) =>
      [
        read(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')),
        read(() => readFileSync(`/proc/${pid}/environ`, 'utf8')),
        read(() => readlinkSync(`/proc/${pid}/cwd`)),
      ].some((text) => text.includes(folder)),
    )
    .map((pid) => read(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' '));
}

interface Demo {
  readonly child: ChildProcess;
  said(): string;
}

/** Starts the demo and waits until it says something. */
async function demo(cache: string, until: RegExp): Promise<Demo> {
  const env = { ...process.env, MERGANSER_CACHE_DIR: cache };
  const child = spawn(process.execPath, ['--import=tsx', 'demo/main.ts'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const met = new Promise<void>((resolve, reject) => {
    const hear = (more: Buffer) => {
      text += more.toString();
      if (until.test(text)) resolve();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', () => reject(new Error(`the demo has ended:\n${text}`)));
  });
  await met;
  return { child, said: () => text };
}

async function ended({ child }: Demo, signal: NodeJS.Signals): Promise<number | null> {
  const exit = once(child, 'exit') as Promise<[number | null]>;
  child.kill(signal);
  return (await exit)[0];
}

test('Ctrl-C leaves no process behind, and the next start ends what a kill -9 left', async (t) => {
  t.timeout(240_000);
  t.truthy(process.env.MERGANSER_TEMPORAL_CLI, 'run this by npm test, which finds a Temporal server');
  const cache = mkdtempSync(join(tmpdir(), 'merganser-demo-'));
  t.teardown(() => rmSync(cache, { recursive: true, force: true }));
  const ledger = join(cache, 'demo', 'processes.json');

  const killed = await demo(cache, /canary at 3 sites/);
  const second = spawn(process.execPath, ['--import=tsx', 'demo/main.ts'], {
    env: { ...process.env, MERGANSER_CACHE_DIR: cache },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let refused = '';
  second.stdout.on('data', (more: Buffer) => (refused += more.toString()));
  t.deepEqual((await once(second, 'close'))[0], 1, 'a second one beside it is refused');
  t.regex(refused, /^The demo runs already, as process \d+\./);

  await ended(killed, 'SIGKILL');
  const left = Ledger.alive(ledger);
  t.true(left.filter(({ name }) => name === 'cart').length >= 6, 'services and canaries are known');

  const next = await demo(cache, /canary at 3 sites/);
  t.regex(next.said(), /^Ending \d+ processes that an earlier demo left$/m);
  t.true(left.every(({ pid }) => !Ledger.alive(ledger).some((entry) => entry.pid === pid)));
  t.is(await ended(next, 'SIGINT'), 0);
  t.deepEqual(Ledger.alive(ledger), []);
  t.deepEqual(processesOf(cache), []);
});
