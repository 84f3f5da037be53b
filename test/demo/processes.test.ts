import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawn } from 'node:child_process';
import test from 'ava';
import { askJson } from '../../demo/reader/ask.js';
import { startTimeOf } from '../../demo/stage/identity.js';
import { end, isAlive, Ledger } from '../../demo/stage/ledger.js';
import { Ports } from '../../demo/stage/ports.js';
import { Processes, type Program, type Restart } from '../../demo/stage/processes.js';

const env = { PATH: process.env.PATH ?? '' };

async function eventually(what: string, holds: () => boolean | Promise<boolean>) {
  for (const deadline = Date.now() + 10_000; !(await holds()); await sleep(20))
    if (Date.now() > deadline) throw new Error(`not within 10 s: ${what}`);
}

/** A server that tells its pid, and has a child in its group. */
function server(port: number): Program {
  const code = `require('node:child_process').spawn('sleep', ['600']);
    require('node:http').createServer((q, s) => s.end(JSON.stringify({ pid: process.pid }))).listen(${port}, '127.0.0.1')`;
  const ready = async () => (await askJson<{ pid: number }>(`http://127.0.0.1:${port}`)).pid > 0;
  return { name: 'server', command: process.execPath, args: ['-e', code], env, ready };
}

function folder(t: { teardown(f: () => void): void }) {
  const path = mkdtempSync(join(tmpdir(), 'merganser-demo-'));
  t.teardown(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test('a process that is killed is started again at the same place, and all ends with stopAll', async (t) => {
  const path = folder(t);
  const restarts: Restart[] = [];
  const ledger = new Ledger(join(path, 'processes.json'));
  const processes = new Processes(join(path, 'logs'), ledger, (restart) => restarts.push(restart));
  t.teardown(() => processes.stopAll());
  const port = await new Ports().take(0);

  await processes.start(server(port));
  const first = processes.pidOf('server') ?? 0;
  process.kill(first, 'SIGKILL');
  await eventually('another answers', async () => {
    const now = await askJson<{ pid: number }>(`http://127.0.0.1:${port}`).catch(() => ({ pid: first }));
    return now.pid !== first;
  });

  t.is(restarts[0]?.how, 'was ended by SIGKILL');
  const second = processes.pidOf('server') ?? 0;
  t.is(restarts[0]?.pid, second);
  await processes.stopAll();
  t.is(startTimeOf(second), undefined);
  t.deepEqual(ledger.alive, []);
});

test('a program that ends before it is ready is told of, with its last words', async (t) => {
  const path = folder(t);
  const processes = new Processes(join(path, 'logs'), new Ledger(join(path, 'processes.json')));
  const args = ['-e', 'console.error("no such database"); process.exit(3)'];
  const program = {
    name: 'fails',
    command: process.execPath,
    args,
    env,
    ready: () => Promise.resolve(false),
  };
  const error = await t.throwsAsync(processes.start(program));
  t.regex(error.message, /^fails ended with exit code 3\..*\n\s+no such database$/s);
});

test('the next start finds what a killed one left, and takes no other process for it', async (t) => {
  const path = folder(t);
  const file = join(path, 'processes.json');
  const left = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
  t.teardown(() => left.kill('SIGKILL'));
  new Ledger(file).record('left', left.pid ?? 0);

  const [entry] = Ledger.alive(file);
  t.is(entry?.pid, left.pid);
  const another = { name: 'another', pid: left.pid ?? 0, startedAt: 'long ago' };
  await end([another], 0);
  t.true(entry && isAlive(entry), 'same pid, other start time: not ours');

  await end(Ledger.alive(file), 1_000);
  t.deepEqual(Ledger.alive(file), []);
  writeFileSync(file, '[{"name": "half a');
  t.deepEqual(Ledger.alive(file), []);
});

test('a process that ignores SIGTERM is killed', async (t) => {
  const path = folder(t);
  const ledger = new Ledger(join(path, 'processes.json'));
  const child = spawn(
    process.execPath,
    ['-e', 'process.on("SIGTERM", () => {}); console.log(1); setInterval(() => {}, 1000)'],
    {
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  t.teardown(() => child.kill('SIGKILL'));
  await new Promise((resolve) => child.stdout.once('data', resolve));
  ledger.record('stubborn', child.pid ?? 0);
  await end(ledger.alive, 200);
  t.is(startTimeOf(child.pid ?? 0), undefined);
});

test('a port in use is no error: another is taken, and none twice', async (t) => {
  const ports = new Ports();
  const first = await ports.take(0);
  const second = await ports.take(first);
  t.not(second, first);
  const { createServer } = await import('node:net');
  const holder = createServer().listen(0, '127.0.0.1');
  t.teardown(() => holder.close());
  await new Promise((resolve) => holder.once('listening', resolve));
  const address = holder.address();
  const held = typeof address === 'object' && address ? address.port : 0;
  t.not(await ports.take(held), held);
});
