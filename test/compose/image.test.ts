import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import test from 'ava';
import { execa } from 'execa';
import { image, readText, repository, type Stage } from '../helpers/compose-file.js';
import { folder } from '../helpers/programs.js';

const dockerfile = readText('Dockerfile');

test('the image runs bin/merganser.js on Node 24, and not as root', (t) => {
  const { stages } = image();
  t.deepEqual(
    stages.map(({ from }) => from),
    ['node:24-bookworm-slim', 'dependencies', 'node:24-bookworm-slim'],
  );
  t.deepEqual(image().entrypoint, ['node', '/app/bin/merganser.js']);
  t.regex(dockerfile, /^USER node\nENTRYPOINT /m);
});

test('what is copied into the image exists, and nothing else gets near it', (t) => {
  const { copied } = image();
  t.true(copied.includes('src'));
  t.deepEqual(
    copied.filter((source) => !existsSync(`${repository}${source}`)),
    [],
  );
  const [comment, everything, ...allowed] = readText('.dockerignore').trim().split('\n');
  t.true(comment?.startsWith('#'));
  t.is(everything, '*');
  t.deepEqual(
    allowed,
    [...copied].sort().map((source) => `!${source}`),
  );
});

test('what the stages copy is enough to build and to run, without tsx and without sources', async (t) => {
  const root = await folder(t);
  for (const stage of image().stages) await make(stage, root);
  const app = join(root, 'the image', 'app');
  t.deepEqual((await readdir(app)).sort(), ['LICENSE', 'bin', 'dist', 'node_modules', 'package.json']);
  const { stdout } = await execa('node', ['bin/merganser.js', '--version'], { cwd: app });
  t.regex(stdout, /^\d+\.\d+\.\d+$/);
});

/** Makes a stage in a folder: its copies and its build. For what npm would install the dependencies of this clone stand. */
async function make({ name, from, steps }: Stage, root: string): Promise<void> {
  const app = join(root, name, 'app');
  if (from.includes(':')) await mkdir(app, { recursive: true });
  else await cp(join(root, from), join(root, name), { recursive: true });
  for (const { word, args } of steps) {
    if (word === 'COPY') await copy(args.split(' '), app, root);
    if (word === 'RUN' && args.startsWith('npm run '))
      await execa('npm', args.split(' ').slice(1), { cwd: app });
    if (word === 'RUN' && args === 'npm ci --omit=dev')
      await symlink(join(repository, 'node_modules'), join(app, 'node_modules'));
  }
}

async function copy(args: readonly string[], app: string, root: string): Promise<void> {
  const stage = args[0]?.startsWith('--from=') ? args[0].slice('--from='.length) : undefined;
  const [sources, target] = [args.slice(stage ? 1 : 0, -1), args.at(-1) ?? ''];
  for (const source of sources) {
    const from = stage ? join(root, stage, source) : join(repository, source);
    const to = target === './' ? join(app, source) : join(app, target);
    await cp(from, to, { recursive: true });
  }
}

test('no variable of the image is a secret', (t) => {
  t.notRegex(dockerfile, /^ARG /m);
  t.deepEqual(Object.keys(image().env).sort(), [
    'MERGANSER_CACHE_DIR',
    'MERGANSER_CONFIG',
    'MERGANSER_STATE_DIR',
  ]);
});

test('every package that the sources import is installed without dev dependencies', async (t) => {
  const { dependencies } = JSON.parse(readText('package.json')) as { dependencies: object };
  const missing = [...(await imported())].filter((name) => !(name in dependencies));
  t.deepEqual(missing, []);
});

/** Names of the packages that `src` imports. */
async function imported(): Promise<Set<string>> {
  const names = new Set<string>();
  for (const file of await readdir(`${repository}src`, { recursive: true })) {
    if (!/\.[cm]?[jt]s$/.test(file)) continue;
    const text = await readFile(`${repository}src/${file}`, 'utf8');
    const types = /^import type [^;]*;$/gm;
    for (const [, from = ''] of text.replace(types, '').matchAll(/(?:from |import\(|require\()'([^']+)'/g)) {
      const name = /^(?:@[^/]+\/)?[^/]+/.exec(from)?.[0] ?? '';
      const ours = from.startsWith('.') || from.startsWith('node:') || builtinModules.includes(name);
      if (!ours) names.add(name);
    }
  }
  return names;
}
