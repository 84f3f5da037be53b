import { mkdir, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { sourceHosts } from '../../src/source-hosts/registry.js';
import { UnknownCommit } from '../../src/source-hosts/source-host.js';
import { sourceHostContract } from '../contracts/source-host.js';
import { folder, Repository } from './repository.js';

const gitHost = async (t: ExecutionContext) => sourceHosts.git.create({ cacheDir: await folder(t) });

sourceHostContract('git, local path', async (t, path) => ({ host: await gitHost(t), repository: path }));
sourceHostContract('git, file URL', async (t, path) => ({
  host: await gitHost(t),
  repository: pathToFileURL(path).href,
}));

test('a repository that does not answer is an error worth trying again, not an unknown commit', async (t) => {
  const host = await gitHost(t);
  const gone = join(await folder(t), 'gone');
  const ref = { repository: gone, commit: 'abcdef1' };
  const error = await t.throwsAsync(host.change(ref), { message: /gone/ });
  t.false(error instanceof UnknownCommit);
  await t.throwsAsync(host.heads(gone), { message: /gone/ });
});

test('a repository that looks like an option, or runs a command, is refused', async (t) => {
  const host = await gitHost(t);
  const mark = join(await folder(t), 'mark');
  for (const repository of [`--upload-pack=touch ${mark}`, `ext::touch ${mark}`]) {
    await t.throwsAsync(host.heads(repository));
    await t.throwsAsync(host.change({ repository, commit: 'abcdef1' }));
  }
  await t.throwsAsync(stat(mark), { code: 'ENOENT' });
});

test('a password in a URL is in no error', async (t) => {
  const host = await gitHost(t);
  const repository = 'http://jane:hunter2@127.0.0.1:1/acme/cart.git';
  const error = await t.throwsAsync(host.heads(repository));
  t.regex(error.message, /127\.0\.0\.1/);
  t.notRegex(`${error.stack} ${String(error.cause)}`, /hunter2/);
});

test('the link of a local repository comes from its setting merganser.web', async (t) => {
  const host = await gitHost(t);
  const origin = await Repository.create(join(await folder(t), 'cart'));
  const at = { repository: origin.path, commit: await origin.commit('one') };
  t.is((await host.change(at)).link, undefined);
  await origin.git('config', 'merganser.web', 'https://github.com/acme/cart/');
  t.is((await host.change(at)).link, `https://github.com/acme/cart/commit/${at.commit}`);
});

test('an address that GitHub hides gives the login', async (t) => {
  const host = await gitHost(t);
  const origin = await Repository.create(join(await folder(t), 'cart'));
  const author = 'Jane Doe <12345+jane@users.noreply.github.com>';
  const commit = await origin.commit('one', { author });
  t.is((await host.change({ repository: origin.path, commit })).author, 'jane');
});

test('short commits are found, branches of such a name are not', async (t) => {
  const host = await gitHost(t);
  const origin = await Repository.create(join(await folder(t), 'cart'));
  const commit = await origin.commit('one');
  await origin.git('branch', 'deadbee');
  t.is((await host.change({ repository: origin.path, commit: commit.slice(0, 7) })).commit, commit);
  const branch = { repository: origin.path, commit: 'deadbee' };
  await t.throwsAsync(host.change(branch), { instanceOf: UnknownCommit });
});

test('a rewritten branch is followed, and what it had is still known', async (t) => {
  const host = await gitHost(t);
  const origin = await Repository.create(join(await folder(t), 'cart'));
  const base = await origin.commit('base');
  const old = { repository: origin.path, commit: await origin.commit('old') };
  await host.change(old);
  await origin.git('reset', '--quiet', '--hard', base);
  const rewritten = { repository: origin.path, commit: await origin.commit('new') };
  t.is(await host.relation(rewritten, old), 'diverged');
});

test('a lock that a killed git left is removed, a fresh one is not', async (t) => {
  const cacheDir = await folder(t);
  const host = sourceHosts.git.create({ cacheDir });
  const origin = await Repository.create(join(await folder(t), 'cart'));
  const repository = origin.path;
  await host.change({ repository, commit: await origin.commit('one') });
  const [mirror = ''] = await readdir(join(cacheDir, 'git'));
  const lock = join(cacheDir, 'git', mirror, 'refs/mirror/main.lock');
  await mkdir(join(lock, '..'), { recursive: true });
  await writeFile(lock, '');
  const commit = await origin.commit('two');
  await t.throwsAsync(host.change({ repository, commit }), { message: /File exists/ });
  await utimes(lock, new Date(0), new Date(0));
  t.is((await host.change({ repository, commit })).subject, 'two');
});

test('a repository that vanished is still answered for from its mirror', async (t) => {
  const host = await gitHost(t);
  const origin = await Repository.create(join(await folder(t), 'cart'));
  const at = { repository: origin.path, commit: await origin.commit('one') };
  await host.change(at);
  await rm(origin.path, { recursive: true });
  t.is((await host.change(at)).subject, 'one');
});
