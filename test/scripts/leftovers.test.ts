import { existsSync } from 'node:fs';
import process from 'node:process';
import test from 'ava';
import { ended, run, start } from '../../scripts/setup/processes.js';
import { endLeftovers, mark } from '../../scripts/tests/leftovers.js';

const seesProcesses = existsSync('/proc/self/environ') ? test.serial : test.serial.skip;

seesProcesses(
  'a process that a test left running is named and ended, even when its parent is gone',
  async (t) => {
    const sleeper = `require('node:child_process').spawn('sleep', ['100'], { detached: true, stdio: 'ignore' }).unref()`;
    await run(process.execPath, ['-e', sleeper], { env: { ...process.env, ...mark } });
    t.deepEqual(
      (await endLeftovers(300)).map(({ command }) => command),
      ['sleep 100'],
    );
    t.deepEqual(await endLeftovers(300), []);
  },
);

seesProcesses('processes of others are left alone', async (t) => {
  const other = start('sleep', ['100']);
  t.deepEqual(await endLeftovers(300), []);
  t.is(other.exitCode, null);
  const end = ended(other);
  other.kill();
  t.is(await end, 143);
});
