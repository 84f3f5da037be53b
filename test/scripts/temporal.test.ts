import { access, mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { SetupProblem } from '../../scripts/setup/problem.js';
import { findTemporal, getTemporal } from '../../scripts/setup/temporal.js';
import { folder, program } from '../helpers/programs.js';

const version = (server: string) => `echo "temporal version 1.5.1 (Server ${server}, UI 2.42.1)"`;
const builds = `echo "$@" >> "$0.calls"
sleep 1
cat > "$GOBIN/temporal" <<'END'
#!/bin/sh
${version('1.29.1')}
END
chmod +x "$GOBIN/temporal"`;

/** A machine with nothing: no network for the SDK, and only the programs that the test puts there. */
async function machine(t: ExecutionContext) {
  const [bin, cache] = [await folder(t), await folder(t)];
  const env = { PATH: `${bin}:/usr/bin:/bin`, MERGANSER_CACHE_DIR: cache, HTTPS_PROXY: 'http://127.0.0.1:1' };
  return { bin, cache, env, cached: path.join(cache, 'temporal-cli-v1.5.1'), now: () => {} };
}

test('the named program comes first, then PATH, then the cache', async (t) => {
  const { bin, cached, env } = await machine(t);
  await program(cached, version('1.29.1'));
  t.is((await findTemporal(env))?.file, cached);
  const onPath = await program(path.join(bin, 'temporal'), version('1.30.0'));
  t.is((await findTemporal(env))?.file, onPath);
  const named = await program(path.join(bin, 'mine'), version('1.31.2'));
  const found = await findTemporal({ ...env, MERGANSER_TEMPORAL_CLI: named });
  t.deepEqual(found, { file: named, line: `Temporal 1.31.2, ${named}` });
});

test('a program on PATH that is too old, or no Temporal, is passed over', async (t) => {
  const { bin, cached, env } = await machine(t);
  await program(cached, version('1.29.1'));
  await program(path.join(bin, 'temporal'), version('1.27.2'));
  t.is((await findTemporal(env))?.file, cached);
  await program(path.join(bin, 'temporal'), 'echo "temporal 4.2, a calendar"');
  t.is((await findTemporal(env))?.file, cached);
});

test('a named program that cannot be used is an error, not a reason to take another', async (t) => {
  const { bin, env } = await machine(t);
  await program(path.join(bin, 'temporal'), version('1.30.0'));
  const old = await program(path.join(bin, 'old'), version('1.20.0'));
  for (const [named, why] of [
    ['/no/such/temporal', 'no such program'],
    [old, 'is server 1.20.0, 1.28 or newer is needed'],
  ] as const) {
    const problem = await t.throwsAsync(findTemporal({ ...env, MERGANSER_TEMPORAL_CLI: named }), {
      instanceOf: SetupProblem,
    });
    t.true(problem.message.includes(named) && problem.message.includes(why), problem.message);
  }
});

test('with nothing at hand, everything tried is listed, with what to install', async (t) => {
  const { cache, env, now } = await machine(t);
  const problem = await t.throwsAsync(getTemporal({ env, now }), { instanceOf: SetupProblem });
  t.deepEqual(
    problem.tried.filter(([name]) => name !== 'download by the SDK'),
    [
      ['MERGANSER_TEMPORAL_CLI', 'not set'],
      ['temporal on PATH', 'not found'],
      [cache, 'no such program'],
      ['go install', 'Go is not installed'],
    ],
  );
  t.regex(String(problem), /download by the SDK .*temporal\.download/);
  t.regex(String(problem), /Install Go .* or the Temporal CLI .* or set MERGANSER_TEMPORAL_CLI/);
});

test('a failing go install is told by its last line, and leaves no program behind', async (t) => {
  const { bin, cache, cached, env, now } = await machine(t);
  await program(
    path.join(bin, 'go'),
    'touch "$GOBIN/temporal"; echo "go: no space left on device" >&2; exit 1',
  );
  const problem = await t.throwsAsync(getTemporal({ env, now }), { instanceOf: SetupProblem });
  t.deepEqual(problem.tried.at(-1), ['go install', 'go: no space left on device']);
  await t.throwsAsync(access(cached));
  t.deepEqual(await readdir(path.join(cache, 'tmp')), []);
});

test('two runs at once build once, into the cache alone', async (t) => {
  const { bin, cache, cached, env, now } = await machine(t);
  const go = await program(path.join(bin, 'go'), builds);
  const both = await Promise.all([getTemporal({ env, now }), getTemporal({ env, now })]);
  t.deepEqual(
    both.map(({ file }) => file),
    [cached, cached],
  );
  t.deepEqual(both.map(({ line }) => line).sort(), [
    `Temporal 1.29.1, built with go install, kept in ${cache}`,
    `Temporal 1.29.1, from ${cache}`,
  ]);
  const module = 'github.com/temporalio/cli/cmd/temporal@v1.5.1';
  t.is(await readFile(`${go}.calls`, 'utf8'), `install -v -ldflags=-s -w ${module}\n`);
  t.deepEqual((await readdir(cache)).sort(), ['temporal-cli-v1.5.1', 'tmp']);
  t.deepEqual(await readdir(path.join(cache, 'tmp')), []);
});

test('what a killed run left, its lock and its half of a program, does not count', async (t) => {
  const { bin, cache, cached, env, now } = await machine(t);
  await program(path.join(bin, 'go'), builds);
  await program(path.join(cache, 'tmp', 'go-bin', 'temporal'), version('1.29.1'));
  await writeFile(path.join(cache, 'temporal.lock'), '2147483646');
  t.is((await getTemporal({ env, now })).file, cached);
});

test('a lock whose process id now belongs to somebody else expires', async (t) => {
  const { bin, cache, cached, env, now } = await machine(t);
  await program(path.join(bin, 'go'), builds);
  await mkdir(cache, { recursive: true });
  const lock = path.join(cache, 'temporal.lock');
  await writeFile(lock, String(process.ppid));
  const longAgo = new Date(Date.now() - 60_000);
  await utimes(lock, longAgo, longAgo);
  t.is((await getTemporal({ env, now })).file, cached);
});
