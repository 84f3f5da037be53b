import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { installDependencies, upToDate } from '../../scripts/setup/dependencies.js';
import { SetupProblem } from '../../scripts/setup/problem.js';
import { folder, program } from '../helpers/programs.js';

const one = { version: '1.0.0', integrity: 'sha512-one' };
const forMac = { version: '1.0.0', integrity: 'sha512-mac', optional: true };

async function project(t: ExecutionContext, locked: object, installed?: object): Promise<string> {
  const root = await folder(t);
  await writeFile(path.join(root, 'package-lock.json'), JSON.stringify({ packages: { '': {}, ...locked } }));
  if (installed) await install(root, installed);
  return root;
}

async function install(root: string, packages: object): Promise<void> {
  await mkdir(path.join(root, 'node_modules'), { recursive: true });
  await writeFile(path.join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages }));
}

test('what is installed as locked is up to date, without the optional packages of other platforms', async (t) => {
  t.true(
    await upToDate(
      await project(t, { 'node_modules/one': one, 'node_modules/mac': forMac }, { 'node_modules/one': one }),
    ),
  );
});

test('missing, interrupted, other and incomplete installations are not up to date', async (t) => {
  const locked = { 'node_modules/one': one };
  t.false(await upToDate(await project(t, locked)));
  const interrupted = await project(t, locked);
  await mkdir(path.join(interrupted, 'node_modules', 'one'), { recursive: true });
  t.false(await upToDate(interrupted));
  t.false(await upToDate(await project(t, locked, { 'node_modules/one': { ...one, version: '0.9.0' } })));
  t.false(
    await upToDate(await project(t, locked, { 'node_modules/one': { ...one, integrity: 'sha512-other' } })),
  );
  t.false(await upToDate(await project(t, locked, {})));
});

test('npm ci runs when the lockfile has moved on, and once for two that start together', async (t) => {
  const root = await project(
    t,
    { 'node_modules/one': one },
    { 'node_modules/one': { ...one, version: '0.9.0' } },
  );
  const bin = await folder(t);
  const fresh = path.join(bin, 'fresh.json');
  await writeFile(fresh, JSON.stringify({ packages: { 'node_modules/one': one } }));
  await program(
    path.join(bin, 'npm'),
    `echo "$@" >> ${bin}/calls; sleep 1; cp ${fresh} node_modules/.package-lock.json`,
  );
  const env = { ...process.env, PATH: `${bin}:${process.env['PATH']}`, MERGANSER_CACHE_DIR: await folder(t) };
  const said: string[] = [];
  const options = { root, env, now: (text: string) => said.push(text) };
  await Promise.all([installDependencies(options), installDependencies(options)]);
  t.is(await readFile(path.join(bin, 'calls'), 'utf8'), 'ci --include=dev --no-audit --no-fund\n');
  t.true(said.includes('Installing dependencies with npm ci'));
  t.true(said.includes(`Waiting for npm ci of another run (process ${process.pid})`));
});

test('a failing npm ci is told with its reasons', async (t) => {
  const root = await project(t, { 'node_modules/one': one });
  const bin = await folder(t);
  await program(path.join(bin, 'npm'), 'echo "npm error network unreachable" >&2; exit 1');
  const env = { ...process.env, PATH: `${bin}:${process.env['PATH']}`, MERGANSER_CACHE_DIR: await folder(t) };
  const problem = await t.throwsAsync(installDependencies({ root, env, now: () => {} }), {
    instanceOf: SetupProblem,
  });
  t.regex(String(problem), /npm ci failed.*\n {4}npm ci {3}network unreachable\n.*npm ping/);
});
