import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import test from 'ava';
import { until } from '../helpers/until.js';
import { agentBench } from '../helpers/agent-bench.js';

test.serial('a release is what is committed, whatever attributes and settings say', async (t) => {
  const { agent, repository, stateDir } = await agentBench(t);
  repository.write(
    '.gitattributes',
    'left-out export-ignore\nstamp export-subst ident\n*.bat eol=crlf\n*.big filter=lfs\n',
  );
  repository.write('left-out', 'here');
  repository.write('stamp', '$Format:%H$ $Id$\n');
  repository.write('run.bat', 'echo one\necho two\n');
  repository.write('data.big', 'a pointer\n');
  repository.write('tool.sh', '#!/bin/sh\n');
  chmodSync(join(repository.folder, 'tool.sh'), 0o755);
  symlinkSync('/etc/hostname', join(repository.folder, 'link'));
  const stable = await repository.commit();
  t.is((await agent.reach('shop', { generation: 1, stable })).problem, undefined);
  const [release] = releasesIn(stateDir);
  const file = (name: string) => join(stateDir, 'releases', 'shop', release ?? '', name);
  t.is(readFileSync(file('left-out'), 'utf8'), 'here');
  t.is(readFileSync(file('stamp'), 'utf8'), '$Format:%H$ $Id$\n');
  t.is(readFileSync(file('run.bat'), 'utf8'), 'echo one\necho two\n');
  t.is(readFileSync(file('data.big'), 'utf8'), 'a pointer\n');
  t.is(lstatSync(file('tool.sh')).mode & 0o111, 0o111);
  t.true(lstatSync(file('link')).isSymbolicLink());
  t.false(existsSync(file('.git')));
});

test.serial('a folder of a submodule is there, and empty', async (t) => {
  const { agent, repository, stateDir } = await agentBench(t);
  const first = await repository.commit();
  await repository.git('update-index', '--add', '--cacheinfo', `160000,${first.commit},vendor/lib`);
  writeFileSync(
    join(repository.folder, '.gitmodules'),
    '[submodule "lib"]\n\tpath = vendor/lib\n\turl = ext::reboot\n',
  );
  await repository.git('add', '.gitmodules');
  await repository.git('commit', '--quiet', '-m', 'Use the library');
  const stable = { ...first, commit: await repository.git('rev-parse', 'HEAD') };
  t.is((await agent.reach('shop', { generation: 1, stable })).problem, undefined);
  const [release = ''] = releasesIn(stateDir);
  t.deepEqual(readdirSync(join(stateDir, 'releases', 'shop', release, 'vendor', 'lib')), []);
});

test.serial(
  'one release serves all instances; the stable one before is kept, older ones and failed ones go',
  async (t) => {
    const { agent, repository, stateDir } = await agentBench(t);
    const versions = [];
    for (let i = 0; i < 4; i++) versions.push(await repository.commit({ instances: 2 }));
    for (const [i, stable] of versions.slice(0, 3).entries())
      await agent.reach('shop', { generation: i + 1, stable });
    const [, second, third, fourth] = versions.map(({ commit }) => commit);
    const left = (...commits: (string | undefined)[]) =>
      until(() => (isDeepStrictEqual(commitsIn(stateDir), commits.sort()) ? true : undefined));
    await left(second, third);
    const bad = { ...(await repository.commit()), build: 'exit 1' };
    await agent.reach('shop', { generation: 4, stable: versions[2], canary: bad, weight: 0.1 });
    await left(second, third);
    await agent.reach('shop', { generation: 5, stable: versions[2], canary: versions[3], weight: 0.1 });
    await left(second, third, fourth);
    t.pass();
  },
);

const releasesIn = (stateDir: string) =>
  readdirSync(join(stateDir, 'releases', 'shop')).filter((name) => !name.endsWith('.ready'));
const commitsIn = (stateDir: string) =>
  releasesIn(stateDir)
    .map((name) => name.split('-')[0])
    .sort();
