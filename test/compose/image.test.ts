import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import test from 'ava';
import { image, readText, repository } from '../helpers/compose-file.js';

const dockerfile = readText('Dockerfile');

test('the image runs bin/merganser.js on Node 24, and not as root', (t) => {
  t.regex(dockerfile, /^FROM node:24-bookworm-slim$/m);
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

test('no variable of the image is a secret', (t) => {
  t.notRegex(dockerfile, /^ARG /m);
  t.deepEqual(Object.keys(image().env).sort(), [
    'MERGANSER_CACHE_DIR',
    'MERGANSER_CONFIG',
    'MERGANSER_STATE_DIR',
  ]);
});

test('every package that the product imports is installed without dev dependencies', async (t) => {
  const { dependencies } = JSON.parse(readText('package.json')) as { dependencies: object };
  const missing = [...(await imported())].filter((name) => !(name in dependencies));
  t.deepEqual(missing, []);
});

/** Names of the packages that `bin` and `src` import. */
async function imported(): Promise<Set<string>> {
  const names = new Set<string>();
  for (const folder of ['bin', 'src']) {
    for (const file of await readdir(`${repository}${folder}`, { recursive: true })) {
      if (!/\.[cm]?[jt]s$/.test(file)) continue;
      const text = await readFile(`${repository}${folder}/${file}`, 'utf8');
      const types = /^import type [^;]*;$/gm;
      for (const [, from = ''] of text
        .replace(types, '')
        .matchAll(/(?:from |import\(|require\()'([^']+)'/g)) {
        const name = /^(?:@[^/]+\/)?[^/]+/.exec(from)?.[0] ?? '';
        const ours = from.startsWith('.') || from.startsWith('node:') || builtinModules.includes(name);
        if (!ours) names.add(name);
      }
    }
  }
  return names;
}
