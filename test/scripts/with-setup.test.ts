import { readFile } from 'node:fs/promises';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { ended, run, signalGroup, start } from '../../scripts/setup/processes.js';
import { folder } from '../helpers/programs.js';

const entry = path.resolve('scripts/with-setup.js');
const wrapping = path.resolve('test/helpers/wrapper.js');

test('an unknown program is refused with the known ones', async (t) => {
  const { code, output } = await run(process.execPath, [entry, 'deom']);
  t.is(code, 2);
  t.is(output, 'Usage: node scripts/with-setup.js demo|test [arguments]\n');
});

test('a failing step says what and ends with 1', async (t) => {
  const env = { ...process.env, MERGANSER_TEMPORAL_CLI: '/no/such/temporal' };
  const { code, output } = await run(process.execPath, [entry, 'demo'], { env });
  t.is(code, 1);
  t.regex(output, /✓ Node [\d.]+, dependencies/);
  t.regex(
    output,
    /✗ MERGANSER_TEMPORAL_CLI is \/no\/such\/temporal, which cannot be used: no such program\.\n {2}Point it/,
  );
});

/** A wrapper around a program that notes what it hears, as `npm run demo` is one around the demo. */
async function wrapper(t: ExecutionContext, body: string) {
  const heard = path.join(await folder(t), 'heard');
  const program = `
    const note = (word) => require('node:fs').appendFileSync(${JSON.stringify(heard)}, word + ' ');
    setTimeout(() => process.exit(1), 60_000);
    ${body}
    note('up');`;
  const child = start(process.execPath, [wrapping, program], { stdio: 'ignore' });
  const end = ended(child);
  while (!(await read(heard)).includes('up')) await new Promise((resolve) => setTimeout(resolve, 20));
  return { child, end, words: () => read(heard) };
}

function read(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}

test('Ctrl-C reaches the program once, and the wrapper waits for it and ends as it does', async (t) => {
  const { child, end, words } = await wrapper(
    t,
    `process.on('SIGINT', () => { note('interrupt'); setTimeout(() => { note('tidied'); process.exit(7); }, 500); });`,
  );
  signalGroup(child, 'SIGINT');
  child.kill('SIGINT');
  t.is(await end, 7);
  t.is(await words(), 'up interrupt tidied ');
});

test('a program that dies by a signal is told as in a shell, and what set-up found is in its environment', async (t) => {
  const { child, end, words } = await wrapper(t, `note(process.env.ADDED); `);
  child.kill('SIGTERM');
  t.is(await end, 143);
  t.is(await words(), 'by set-up up ');
});
