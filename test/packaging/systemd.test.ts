import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import test from 'ava';
import { execa } from 'execa';
import { runProduct } from '../e2e/support/product.js';
import { folder } from '../helpers/programs.js';

const clone = resolve(import.meta.dirname, '..', '..');
const units = join(clone, 'examples', 'systemd');
const names = readdirSync(units).filter((file) => file.endsWith('.service'));
const installed = '/opt/merganser/node_modules/.bin/merganser';

const text = (name: string) => readFileSync(join(units, name), 'utf8');

/** What a unit says for a key, each time. */
const said = (name: string, key: string) =>
  text(name)
    .split('\n')
    .flatMap((line) => (line.startsWith(`${key}=`) ? [line.slice(key.length + 1)] : []));

for (const name of names) {
  test(`${name} starts a command that there is, with its options`, async (t) => {
    const [start = ''] = said(name, 'ExecStart');
    const [program, command = '', ...args] = start.split(' ');
    t.is(program, installed);
    const { exitCode, stdout } = await runProduct([command, '--help'], process.env);
    t.is(exitCode, 0);
    const flags = args.filter((arg) => arg.startsWith('--'));
    t.deepEqual(
      flags.filter((flag) => !stdout.includes(`  ${flag} `)),
      [],
    );
    const set = said(name, 'Environment').flatMap((each) =>
      each.split(' ').map((pair) => pair.split('=')[0]),
    );
    const used = [...start.matchAll(/\$\{(\w+)\}/g)].map(([, variable]) => variable);
    t.deepEqual(
      used.filter((variable) => !set.includes(variable)),
      [],
    );
  });

  test(`${name} is not run by root, and is started again whatever happens`, (t) => {
    t.deepEqual(said(name, 'User'), ['merganser']);
    t.deepEqual(said(name, 'Restart'), ['always']);
    t.deepEqual(said(name, 'StartLimitIntervalSec'), ['0']);
    t.deepEqual(said(name, 'NoNewPrivileges'), ['yes']);
  });
}

test("an agent's services outlive it, and keep their files", (t) => {
  const agent = 'merganser-agent@.service';
  t.deepEqual(said(agent, 'KillMode'), ['process']);
  t.deepEqual(said(agent, 'OOMPolicy'), ['continue']);
  t.deepEqual(said(agent, 'PrivateTmp'), []);
  t.deepEqual(said(agent, 'RuntimeDirectory'), []);
  // A unit that is bound to a folder which it may not write to cannot work.
  const [stateDir = ''] = /--state-dir (\S+)/.exec(said(agent, 'ExecStart')[0] ?? '')?.slice(1) ?? [];
  const writable = said(agent, 'ReadWritePaths').flatMap((paths) => paths.split(' '));
  t.true(writable.some((path) => stateDir.startsWith(`${path}/`)));
});

const isThere = spawnSync('systemd-analyze', ['--version']).status === 0;

(isThere ? test : test.skip)('systemd has nothing to say against the units', async (t) => {
  const made = await folder(t);
  const files = await Promise.all(
    names.map(async (name) => {
      const file = join(made, name.replace('@.', '@site_1.'));
      await writeFile(file, text(name).replaceAll(installed, join(clone, 'bin', 'merganser.js')));
      return file;
    }),
  );
  const { stdout, stderr } = await execa('systemd-analyze', ['verify', ...files]);
  t.is(`${stdout}${stderr}`, '');
  const broken = join(made, 'broken.service');
  await writeFile(broken, text('merganser-worker.service').replace('Restart=', 'Restarts='));
  t.regex((await execa('systemd-analyze', ['verify', broken], { reject: false })).stderr, /Restarts/);
});
