import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { findPromtool, getPromtool } from '../../scripts/setup/promtool.js';
import { folder, program } from '../helpers/programs.js';

async function machine(t: ExecutionContext) {
  const [bin, cache] = [await folder(t), await folder(t)];
  return {
    bin,
    env: { PATH: `${bin}:/bin`, MERGANSER_CACHE_DIR: cache },
    cached: path.join(cache, 'promtool'),
  };
}
const now = () => undefined;

test("promtool is taken out of Debian's package, and nothing is installed", async (t) => {
  const { bin, env, cached } = await machine(t);
  await program(path.join(bin, 'apt-get'), 'test "$*" = "download prometheus" && : > prometheus_2.deb');
  await program(
    path.join(bin, 'dpkg'),
    'test "$1 $2" = "-x prometheus_2.deb" && mkdir -p usr/bin && : > usr/bin/promtool',
  );
  const found = await getPromtool({ env, now });
  t.is(found.file, cached);
  t.regex(found.line, /^promtool, from Debian, kept in /);
  t.is(await findPromtool(env), cached);
});

test('one on PATH comes before the cached one', async (t) => {
  const { bin, env, cached } = await machine(t);
  await program(cached, '');
  const own = await program(path.join(bin, 'promtool'), '');
  t.is((await getPromtool({ env, now })).file, own);
});

test('where there is no package the line says what is not checked, and why', async (t) => {
  const { bin, env } = await machine(t);
  await program(path.join(bin, 'apt-get'), 'echo "E: Unable to locate package prometheus"; exit 100');
  const { file, line } = await getPromtool({ env, now });
  t.is(file, undefined);
  t.is(
    line,
    'docs/alerts.yaml is not checked: there is no promtool (E: Unable to locate package prometheus)',
  );
});
