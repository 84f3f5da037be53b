import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { keepNewest, lastLines, openOutput, rotateOutput } from '../../src/agent/output.js';
import { Secrets } from '../../src/agent/secrets.js';
import { agentBench } from '../helpers/agent-bench.js';

test('an output is bounded while a process writes into it, and its lines stay whole and in order', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'merganser-output-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'chatty.log');
  const fd = openOutput(file);
  const program = `for (let i = 1; i <= 300_000; i++) require('fs').writeSync(1, 'line ' + String(i).padStart(20) + '\\n')`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', fd, 'ignore'] });
  closeSync(fd);
  const rotating = setInterval(() => rotateOutput(file), 5);
  await once(child, 'exit');
  clearInterval(rotating);
  rotateOutput(file);
  t.true(statSync(file).size <= 2_000_000);
  t.true(statSync(`${file}.1`).size <= 4_000_000);
  t.is(statSync(file).mode & 0o077, 0);
  // The first may be half a line.
  const [, ...lines] = lastLines(file, undefined, 1_000).map((line) =>
    Number(/^line +(\d+)$/.exec(line)?.[1]),
  );
  t.is(lines.at(-1), 300_000);
  t.true(lines.length > 100);
  t.true(lines.every((line, i) => i === 0 || line > (lines[i - 1] ?? 0)));
  keepNewest(folder, 0);
  t.deepEqual(readdirSync(folder), []);
});

test('secrets are masked in every form in which they are printed', (t) => {
  const secrets = new Secrets();
  secrets.learn([
    'hunter22',
    'a "quoted" one',
    '-----BEGIN\nabcdefgh\n-----END',
    'postgres://u:p%40ssword@db/x',
    'true',
  ]);
  t.is(secrets.mask('with hunter22!'), 'with ***!');
  t.is(secrets.mask('{"key":"a \\"quoted\\" one"}'), '{"key":"***"}');
  t.is(secrets.mask('abcdefgh'), '***');
  t.is(secrets.mask('login p@ssword failed at postgres://u:p%40ssword@db/x'), 'login *** failed at ***');
  t.is(secrets.mask('it is true'), 'it is true');
});

test.serial(
  'an envFile is one of the service at the site, and its values never leave the agent',
  async (t) => {
    const { agent, repository, stateDir, ask } = await agentBench(t);
    mkdirSync(join(repository.folder, 'site_1'));
    repository.write('site_1/shop.env', 'TOKEN=hunter22\nGREETING="from the file"\nPORT=1\n');
    const envFile = `${repository.folder}/{site}/{service}.env`;
    const stable = await repository.commit({ envFile });
    await agent.reach('shop', { generation: 1, stable });
    t.like(await (await ask('/env')).json(), {
      TOKEN: 'hunter22',
      GREETING: 'from the file',
      SITE: 'site_1',
    });

    const start = 'echo "cannot log in with $TOKEN"; exit 1';
    const { problem } = await agent.reach('shop', {
      generation: 2,
      stable,
      canary: await repository.commit({ envFile, start }),
    });
    t.deepEqual(problem?.output, ['cannot log in with ***']);
    const state = await fetch(`${agent.url}/v1/services`);
    const file = readFileSync(join(stateDir, 'services', 'shop.json'), 'utf8');
    for (const text of [await state.text(), file, await agent.metrics()]) t.false(text.includes('hunter22'));

    const missing = await repository.commit({ envFile: '/nowhere/{site}.env' });
    const failed = await agent.reach('shop', { generation: 3, stable, canary: missing });
    t.like(failed.problem, { code: 'start-failed' });
    t.regex(failed.problem?.message ?? '', /envFile \/nowhere\/site_1\.env could not be read/);
  },
);
