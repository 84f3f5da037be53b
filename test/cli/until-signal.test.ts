import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import test from 'ava';

const program = fileURLToPath(new URL('../helpers/stopping-program.ts', import.meta.url));

test('asked twice in a moment to stop, as by Ctrl-C through npm, a process has been asked once; asked again it ends', async (t) => {
  const child = spawn(process.execPath, ['--import=tsx', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.teardown(() => child.kill('SIGKILL'));
  const said = async () => String((await once(child.stdout, 'data'))[0]);
  t.is(await said(), 'ready\n');
  const stopping = said();
  child.kill('SIGINT');
  child.kill('SIGINT');
  t.is(await stopping, 'stopping\n');
  await sleep(1_100);
  t.is(child.exitCode, null);
  child.kill('SIGINT');
  t.deepEqual(await once(child, 'exit'), [130, null]);
});
