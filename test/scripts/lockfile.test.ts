import { readFile } from 'node:fs/promises';
import test from 'ava';

interface Lockfile {
  readonly packages: Readonly<
    Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>
  >;
}

test('the lockfile names the packages of every platform: without one of them, npm ci refuses to install', async (t) => {
  const { packages } = JSON.parse(await readFile('package-lock.json', 'utf8')) as Lockfile;
  const locked = new Set(Object.keys(packages).map((where) => where.replace(/^.*node_modules\//, '')));
  const wanted = Object.values(packages).flatMap(({ optionalDependencies }) =>
    Object.keys(optionalDependencies ?? {}),
  );
  t.true(wanted.length > 0);
  t.deepEqual(
    wanted.filter((name) => !locked.has(name)),
    [],
    'Pin the package that asks for these to a version of which all platforms are published, under "overrides".',
  );
});
