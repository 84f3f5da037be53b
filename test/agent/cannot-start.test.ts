import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import test from 'ava';
import { runProduct } from '../e2e/support/product.js';
import { newStateDir, removeStateDir } from '../helpers/agent-process.js';

test('an agent that cannot listen says so, ends, and leaves nothing running', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const stateDir = newStateDir();
  t.teardown(() => {
    taken.close();
    removeStateDir(stateDir);
  });
  const listen = `127.0.0.1:${(taken.address() as AddressInfo).port}`;
  const args = ['agent', '--site', 'site_1', '--listen', listen, '--state-dir', stateDir];
  const { exitCode, stderr } = await runProduct(args, process.env);
  t.is(exitCode, 1);
  t.regex(stderr, /^--listen 127\.0\.0\.1:\d+ cannot be used \(.*EADDRINUSE.*\): free it, or give another$/m);
  t.false(existsSync(`${stateDir}/gateway.sock`));
});

for (const command of [['agent', '--site', 'site_1'], ['starter']]) {
  test(`${command[0]} --listen wants an address`, async (t) => {
    const { exitCode, stderr } = await runProduct([...command, '--listen', 'nowhere'], process.env);
    t.is(exitCode, 2);
    t.regex(stderr, /"nowhere" is not an address to listen on\. Write host:port/);
  });
}

test('a site that no configuration can name is refused', async (t) => {
  const { exitCode, stderr } = await runProduct(['agent', '--site', 'a"b'], process.env);
  t.is(exitCode, 2);
  t.regex(stderr, /Allowed: 1 to 63 of a-z, 0-9, _ and -/);
});

for (const [what, stateDir, why] of [
  ['cannot be made', '/proc/merganser', 'ENOENT'],
  ['is a file', 'package.json', 'ENOTDIR'],
]) {
  test(`a state directory that ${what} is refused at once`, async (t) => {
    const own = ['--site', 'site_1', '--listen', '127.0.0.1:0', '--state-dir', `${stateDir}`];
    const { exitCode, stderr } = await runProduct(['agent', ...own], process.env);
    t.is(exitCode, 1);
    t.regex(stderr, new RegExp(`^--state-dir ${stateDir} cannot be used \\(${why}.*\\): give a folder`, 'm'));
  });
}

test('an agent whose services cannot have their limits says so, and ends', async (t) => {
  const stateDir = newStateDir();
  t.teardown(() => removeStateDir(stateDir));
  const own = ['--site', 'site_1', '--listen', '127.0.0.1:0', '--state-dir', stateDir];
  const { exitCode, stderr } = await runProduct(
    ['agent', ...own, '--max-open-files', '999999999'],
    process.env,
  );
  t.is(exitCode, 1);
  t.regex(stderr, /does not allow the limits --max-open-files/);
});
