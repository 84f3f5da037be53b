import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import test from 'ava';
import { execa } from 'execa';

const clone = resolve(import.meta.dirname, '..', '..');

/** What is in the package, but for what is built. */
async function packed(): Promise<string[]> {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const { stdout } = await execa('npm', args, { cwd: clone });
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
  return files.map(({ path }) => path);
}

test('what the README links to is in the package', async (t) => {
  const readme = await readFile(resolve(clone, 'README.md'), 'utf8');
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, to = '']) => to);
  t.true(links.length > 5);
  const files = await packed();
  const isThere = (link: string) => files.some((file) => file === link || file.startsWith(`${link}/`));
  t.deepEqual(
    links.filter((link) => !isThere(link)),
    [],
  );
});
