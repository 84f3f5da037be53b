import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { execa } from 'execa';
import { Ports } from '../../demo/stage/ports.js';
import { Shop } from '../../demo/stage/shop.js';
import { stories } from '../../demo/stories.js';

async function shop(t: ExecutionContext) {
  const folder = mkdtempSync(join(tmpdir(), 'merganser-demo-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const made = new Shop(join(folder, 'cart'));
  return { shop: made, first: await made.create('http://127.0.0.1:9/cart') };
}

/** Runs the working copy as it is now, at a site. */
async function started(t: ExecutionContext, { folder }: Shop, site: string): Promise<string> {
  const port = await new Ports().take(0);
  const env = { PATH: process.env.PATH, PORT: String(port), SITE: site, VERSION: 'abcdef0123' };
  const child = spawn(process.execPath, ['server.js'], { cwd: folder, env, stdio: 'ignore' });
  t.teardown(() => child.kill('SIGKILL'));
  const url = `http://127.0.0.1:${port}`;
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; await sleep(20))
    if ((await fetch(`${url}/healthz`).catch(() => undefined))?.ok) return url;
  throw new Error('the sample service does not get healthy');
}

async function statuses(url: string, count: number): Promise<number[]> {
  const all: number[] = [];
  for (let i = 0; i < count; i += 1) all.push((await fetch(`${url}/?name=ann`)).status);
  return all;
}

test('the stories are real merges, each with its author and its reviewer', async (t) => {
  const { shop: made, first } = await shop(t);
  const merges: string[] = [];
  for (const story of stories) merges.push(await made.merge(story));
  const format = '%an <%ae>|%s|%(trailers:key=Reviewed-by,valueonly,separator=%x2C)';
  const { stdout } = await execa('git', [
    '-C',
    made.folder,
    'log',
    '--first-parent',
    '--reverse',
    `--format=${format}`,
    `${first}..main`,
  ]);
  t.deepEqual(stdout.split('\n'), [
    'jane <jane@example.com>|Greet by name|joe <joe@example.com>',
    'kim <kim@example.com>|Cache prices|jane <jane@example.com>',
    'joe <joe@example.com>|Warm the cache|kim <kim@example.com>',
    'jane <jane@example.com>|Ship the prices|kim <kim@example.com>',
  ]);
  t.is(new Set([first, ...merges]).size, 5);
  t.regex(await made.show(merges[1] ?? ''), /\+function readPrices/);
});

test('the good change greets, and fails nowhere', async (t) => {
  const { shop: made } = await shop(t);
  const [good] = stories;
  if (good) await made.merge(good);
  const url = await started(t, made, 'site_2');
  const answer = (await (await fetch(`${url}/?name=ann`)).json()) as Record<string, string>;
  t.deepEqual(answer, { text: 'Hello ann', site: 'site_2', version: 'abcdef' });
  t.is((await fetch(`${url}/nowhere`)).status, 404);
  t.deepEqual(new Set(await statuses(url, 100)), new Set([200]));
});

test('the bad change fails exactly every 50th request, in site_2 only', async (t) => {
  const { shop: made } = await shop(t);
  for (const story of stories.slice(0, 2)) await made.merge(story);
  const bad = await statuses(await started(t, made, 'site_2'), 150);
  t.deepEqual(
    bad.flatMap((status, i) => (status === 200 ? [] : [[i + 1, status]])),
    [
      [50, 500],
      [100, 500],
      [150, 500],
    ],
  );
  const good = await statuses(await started(t, made, 'site_1'), 150);
  t.deepEqual(new Set(good), new Set([200]));
});

test('the change that stumbles is healthy from the beginning, fails for 8 s, and heals', async (t) => {
  const { shop: made } = await shop(t);
  for (const story of stories.slice(0, 3)) await made.merge(story);
  const url = await started(t, made, 'site_1');
  const begun = Date.now();
  t.deepEqual(await statuses(url, 3), [500, 500, 500]);
  while ((await fetch(url)).status === 500) {
    t.true((await fetch(`${url}/healthz`)).ok);
    if (Date.now() - begun > 12_000) return t.fail('it does not heal');
    await sleep(50);
  }
  t.true(Date.now() - begun > 6_500, `it healed after ${Date.now() - begun} ms`);
  t.deepEqual(new Set(await statuses(url, 100)), new Set([200]));
});
