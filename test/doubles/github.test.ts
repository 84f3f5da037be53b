import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { installHook, pushPayload, signedPush } from '../../doubles/github/index.js';
import { until } from '../helpers/until.js';
import { folder, Repository } from '../source-hosts/repository.js';
import { registration, running, secret } from '../starter/running.js';

const names = {
  fullName: 'spotify/my-amazing-service',
  web: 'https://github.com/spotify/my-amazing-service',
};
const zeros = '0'.repeat(40);

const repositoryIn = async (t: ExecutionContext) => Repository.create(join(await folder(t), "it's a shop"));

test('a payload is made from the commits of a repository', async (t) => {
  const local = await repositoryIn(t);
  const before = await local.commit('base', { files: { 'a.txt': '1', 'b.txt': '1' } });
  await local.git('rm', '--quiet', 'b.txt');
  const one = await local.commit('one\r\n\r\nbody', { files: { 'a.txt': '2', 'dir/ü.txt': '1' } });
  const author = 'Kim Lee <1+kim@users.noreply.github.com>';
  const after = await local.commit('two', { files: { 'a.txt': '3' }, author });
  const push = await pushPayload({
    repository: { path: local.path, ...names },
    branch: 'main',
    before,
    after,
  });
  t.like(push, { ref: 'refs/heads/main', before, after, created: false, deleted: false, forced: false });
  t.deepEqual(
    push.commits.map(({ id, message, added, removed, modified }) => ({
      id,
      message,
      added,
      removed,
      modified,
    })),
    [
      { id: one, message: 'one\r\n\r\nbody', added: ['dir/ü.txt'], removed: ['b.txt'], modified: ['a.txt'] },
      { id: after, message: 'two', added: [], removed: [], modified: ['a.txt'] },
    ],
  );
  t.like(push.head_commit, { id: after, url: `${names.web}/commit/${after}` });
  t.deepEqual(push.head_commit?.author, {
    name: 'Kim Lee',
    email: '1+kim@users.noreply.github.com',
    username: 'kim',
  });
  t.like(push.repository, { clone_url: local.path, full_name: names.fullName, html_url: names.web });
  t.is(typeof push.repository.pushed_at, 'number');
});

test('a merge commit lists the files that it brought', async (t) => {
  const local = await repositoryIn(t);
  const before = await local.commit('base');
  await local.git('checkout', '--quiet', '-b', 'feature');
  await local.commit('feature', { files: { 'new.txt': '1' } });
  await local.git('checkout', '--quiet', 'main');
  await local.git('merge', '--quiet', '--no-ff', '-m', 'Merge it', 'feature');
  const after = await local.git('rev-parse', 'HEAD');
  const push = await pushPayload({
    repository: { path: local.path, ...names },
    branch: 'main',
    before,
    after,
  });
  t.deepEqual(
    push.commits.map(({ added }) => added),
    [['new.txt'], ['new.txt']],
  );
});

test('new, deleted and rewritten branches are told apart', async (t) => {
  const local = await repositoryIn(t);
  const base = await local.commit('base');
  const old = await local.commit('old');
  await local.git('reset', '--quiet', '--hard', base);
  const rewritten = await local.commit('new');
  const payload = (before: string, after: string) =>
    pushPayload({ repository: { path: local.path, ...names }, branch: 'main', before, after });
  t.like(await payload(zeros, base), { created: true, deleted: false, forced: false });
  t.like(await payload(base, zeros), { created: false, deleted: true, head_commit: null });
  t.like(await payload(old, rewritten), { created: false, deleted: false, forced: true });
});

test('a signed push reaches the starter', async (t) => {
  const local = await repositoryIn(t);
  const starter = await running(t, { registrations: [{ ...registration, repository: local.path }] });
  const before = await local.commit('base');
  const after = await local.commit('Adding loads of new features!');
  const repository = { path: local.path, ...names };
  const answer = await signedPush({ url: starter.hook, secret, repository, branch: 'main', before, after });
  t.is(answer.status, 202);
  t.like(starter.submitted[0]?.merge, {
    repository: local.path,
    commit: after,
    subject: 'Adding loads of new features!',
    author: 'jane',
    web: names.web,
  });
});

test('the hook sends commits and merges on the branch, and no others', async (t) => {
  const local = await repositoryIn(t);
  const starter = await running(t, { registrations: [{ ...registration, repository: local.path }] });
  await local.commit('before the hook');
  const secretFile = join(await folder(t), 'secret');
  await writeFile(secretFile, `${secret}\n`);
  await installHook(local.path, { url: starter.hook, secretFile, branch: 'main', ...names });
  const subjects = () => starter.submitted.map(({ merge }) => merge.subject);

  await local.commit('on main');
  await until(() => subjects()[0]);
  await local.git('checkout', '--quiet', '-b', 'feature');
  await local.commit('on a feature');
  await local.git('checkout', '--quiet', 'main');
  await local.git('merge', '--quiet', '--no-ff', '-m', 'Merge it', 'feature');
  await until(() => subjects()[1]);
  t.deepEqual(subjects(), ['on main', 'Merge it']);
  await local.git('commit', '--quiet', '--amend', '--allow-empty', '-m', 'rewritten');
  await until(() => subjects()[2]);
  t.like(starter.submitted[2]?.merge, { subject: 'rewritten', forced: true });
  t.false((await readFile(join(local.path, '.git/hooks/post-commit'), 'utf8')).includes(secret));
});

test('the hook says in one line that nobody listens, and does not hold the commit up', async (t) => {
  const local = await repositoryIn(t);
  await local.commit('before the hook');
  const secretFile = join(await folder(t), 'secret');
  await writeFile(secretFile, secret);
  await installHook(local.path, {
    url: 'http://127.0.0.1:1/webhooks/github',
    secretFile,
    branch: 'main',
    ...names,
  });
  const commit = await local.commit('unheard');
  const log = join(local.path, '.git/merganser-push.log');
  const line = await until(async () => /.*\n/.exec(await readFile(log, 'utf8'))?.[0]);
  t.regex(line, new RegExp(`^The webhook for ${commit.slice(0, 6)} was not taken: .+\n$`));
});

test("somebody's own hook is left alone", async (t) => {
  const local = await repositoryIn(t);
  await writeFile(join(local.path, '.git/hooks/post-merge'), '#!/bin/sh\n');
  const options = { url: 'http://127.0.0.1:1', secretFile: '/dev/null', branch: 'main', ...names };
  await t.throwsAsync(installHook(local.path, options), { message: /post-merge is somebody's hook/ });
});
