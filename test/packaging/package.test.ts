import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import test from 'ava';
import { execa } from 'execa';
import { installPackage } from '../helpers/installed-package.js';
import { Installation } from '../helpers/installation.js';
import { folder } from '../helpers/programs.js';
import { until } from '../helpers/until.js';

const clone = resolve(import.meta.dirname, '..', '..');
const { version } = JSON.parse(readFileSync(join(clone, 'package.json'), 'utf8')) as { version: string };

test('the package, installed by npm into an empty folder, deploys a merge', async (t) => {
  t.timeout(180_000);
  const empty = await folder(t);
  const program = await installPackage(empty);
  const npx = async (...args: string[]) =>
    (await execa('npx', ['--no', '--', 'merganser', ...args], { cwd: empty })).stdout;

  const own = dirname(dirname(realpathSync(program)));
  t.deepEqual((await readdir(own)).sort(), [
    ...['CONTRIBUTING.md', 'LICENSE', 'README.md', 'bin', 'dist', 'docs', 'examples', 'package.json'],
  ]);
  t.false(existsSync(join(empty, 'node_modules', 'tsx')));

  t.is(await npx('--version'), version);
  const example = join(own, 'examples', 'merganser.yaml');
  const checked = await npx('config', 'check', '--config', example);
  t.is(checked.split(':')[0], `${example} is good`);

  const analysis = { duration: '3s', maxDuration: '20s', interval: '300ms', prepareTimeout: '10s' };
  const services = { cart: { sites: ['site_1'], analysis } };
  const installation = await Installation.start(services, [], program);
  t.teardown(() => installation.close());
  await installation.adopt('cart');
  const commit = await installation.merge('cart');
  const { id, outcome } = await installation.deployments('cart').done(commit);
  t.like(outcome, { kind: 'rolled-out', proven: true });
  t.deepEqual(await installation.sites.versions('cart'), { site_1: [commit] });
  const { stdout } = await installation.merganser('status', 'cart');
  t.true(stdout.startsWith(`cart ${commit.slice(0, 6)} `), stdout);

  const recording = join(empty, 'recording.jsonl');
  await writeFile(recording, (await installation.merganser('history', '--export', id)).stdout);
  t.is((await npx('judge', recording)).split(',')[1], ` deployment ${id}`);

  // A stack names the sources, though they are not there.
  await installation.sites.kill('site_1');
  await installation.merge('cart');
  const log = await until(() => /"stack":"[^"]*\.ts:[^"]*"/.exec(installation.worker?.output() ?? '')?.[0]);
  t.regex(log, /\/src\/[\w/-]+\.ts:\d+:\d+/);
});
