import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { UnknownCommit, type SourceHost } from '../../src/source-hosts/source-host.js';
import { folder, Repository } from '../source-hosts/repository.js';

/** Makes a host that sees the repository at `path`, and says under which name. */
export type OpenSourceHost = (
  t: ExecutionContext,
  path: string,
) => Promise<{ host: SourceHost; repository: string }>;

const web = 'https://git.example.com/acme/cart';
const unknown = '0123456789012345678901234567890123456789';

/** What every source host must do, on a real repository. */
export function sourceHostContract(name: string, open: OpenSourceHost): void {
  const opened = async (t: ExecutionContext) => {
    const origin = await Repository.create(join(await folder(t), 'cart'));
    return { origin, ...(await open(t, origin.path)) };
  };

  test(`${name}: change tells subject, author, reviewers and link`, async (t) => {
    const { origin, host, repository } = await opened(t);
    const commit = await origin.commit(
      'Adding loads of new features!\n\nReviewed-by: joe <joe@example.com>\n',
    );
    t.deepEqual(await host.change({ repository, commit }, web), {
      commit,
      subject: 'Adding loads of new features!',
      author: 'jane',
      reviewers: ['joe'],
      link: `${web}/commit/${commit}`,
    });
  });

  test(`${name}: the author is no reviewer, and a reviewer counts once`, async (t) => {
    const { origin, host, repository } = await opened(t);
    const people = ['jane <jane@example.com>', 'kim <kim@x.org>', 'joe <joe@x.org>', 'kim <kim@x.org>'];
    const commit = await origin.commit(`x\n\n${people.map((who) => `Reviewed-by: ${who}`).join('\n')}\n`);
    t.deepEqual((await host.change({ repository, commit })).reviewers, ['kim', 'joe']);
  });

  test(`${name}: the title of GitHub's merge commit is the pull request's`, async (t) => {
    const { origin, host, repository } = await opened(t);
    const commit = await origin.commit('Merge pull request #7 from acme/fix\r\n\r\nFix rounding\r\n');
    t.is((await host.change({ repository, commit })).subject, 'Fix rounding');
  });

  test(`${name}: a commit pushed after the first question is found`, async (t) => {
    const { origin, host, repository } = await opened(t);
    const first = await origin.commit('one');
    await host.change({ repository, commit: first });
    const second = await origin.commit('two');
    t.is((await host.change({ repository, commit: second })).subject, 'two');
  });

  test(`${name}: a commit that is not there is unknown`, async (t) => {
    const { origin, host, repository } = await opened(t);
    await origin.commit('one');
    for (const commit of [unknown, 'main', '--help', 'HEAD~1', '']) {
      await t.throwsAsync(host.change({ repository, commit }), { instanceOf: UnknownCommit }, commit);
      await t.throwsAsync(host.file({ repository, commit }, 'a.txt'), { instanceOf: UnknownCommit }, commit);
    }
  });

  test(`${name}: file gives a file's text at a commit, byte for byte`, async (t) => {
    const { origin, host, repository } = await opened(t);
    const old = await origin.commit('one', {
      files: { '.merganser.yaml': 'service: a\n\n', 'dir/b.txt': 'é' },
    });
    await origin.commit('two', { files: { '.merganser.yaml': 'service: b' } });
    t.is(await host.file({ repository, commit: old }, '.merganser.yaml'), 'service: a\n\n');
    t.is(await host.file({ repository, commit: old }, 'dir/b.txt'), 'é');
    t.is(await host.file({ repository, commit: old }, 'none.txt'), undefined);
    t.is(await host.file({ repository, commit: old }, 'dir'), undefined);
  });

  test(`${name}: relation says which contains which`, async (t) => {
    const { origin, host, repository } = await opened(t);
    const base = await origin.commit('base');
    const left = await origin.commit('left');
    await origin.git('checkout', '--quiet', '-b', 'other', base);
    const right = await origin.commit('right');
    const relation = (a: string, b: string) =>
      host.relation({ repository, commit: a }, { repository, commit: b });
    t.is(await relation(left, left), 'same');
    t.is(await relation(left, base), 'ahead');
    t.is(await relation(base, left), 'behind');
    t.is(await relation(left, right), 'diverged');
    t.is(await relation(left, unknown), 'unknown');
  });

  test(`${name}: between lists what a range brings, newest first, and what its commits say`, async (t) => {
    const { origin, host, repository } = await opened(t);
    const at = (commit: string) => ({ repository, commit });
    const base = await origin.commit('base');
    const bad = await origin.commit('bad\n\nRollback: never\n');
    const good = await origin.commit(`Revert "bad"\n\nThis reverts commit ${bad}.\n`);
    const fix = await origin.commit(`fix\n\nFixes-Deployment: ${base.slice(0, 7)}\n`);
    const silent = { reverts: [], fixes: [], rollbackNever: false };
    const all = [
      { ...silent, commit: fix, fixes: [base.slice(0, 7)] },
      { ...silent, commit: good, reverts: [bad] },
      { ...silent, commit: bad, rollbackNever: true },
    ];
    t.deepEqual(await host.between(at(base), at(fix)), { commits: all, more: false });
    t.deepEqual((await host.between(undefined, at(fix))).commits, [...all, { ...silent, commit: base }]);
    t.deepEqual(await host.between(at(fix), at(base)), { commits: [], more: false });
    for (const [from, to] of [
      [unknown, base],
      [base, unknown],
    ] as const)
      await t.throwsAsync(host.between(at(from), at(to)), { instanceOf: UnknownCommit });
  });

  test(`${name}: between takes a branch that was merged, and each of its commits once`, async (t) => {
    const { origin, host, repository } = await opened(t);
    const base = await origin.commit('base');
    await origin.git('checkout', '--quiet', '-b', 'other');
    const there = await origin.commit('there', { files: { 'b.txt': 'b' } });
    await origin.git('checkout', '--quiet', 'main');
    const here = await origin.commit('here');
    await origin.git('merge', '--quiet', '--no-edit', 'other');
    const merge = await origin.git('rev-parse', 'HEAD');
    const { commits } = await host.between({ repository, commit: base }, { repository, commit: merge });
    t.is(commits[0]?.commit, merge);
    t.deepEqual(commits.map(({ commit }) => commit).sort(), [merge, here, there].sort());
  });

  test(`${name}: between gives the 500 newest, and says when there are more`, async (t) => {
    const { origin, host, repository } = await opened(t);
    const base = await origin.commit('base');
    const tip = await origin.commits(501);
    const range = (commit: string) => host.between({ repository, commit: base }, { repository, commit });
    const { commits, more } = await range(tip);
    t.is(commits.length, 500);
    t.is(commits[0]?.commit, tip);
    t.true(more);
    const one = await range(await origin.git('rev-parse', 'HEAD~1'));
    t.deepEqual([one.commits.length, one.more], [500, false]);
  });

  test(`${name}: no message makes a commit of its own, or hides another`, async (t) => {
    const { origin, host, repository } = await opened(t);
    const base = await origin.commit('base');
    const fake = `${unknown}\nThis reverts commit ${base}`;
    const hostile = [
      `x\0${unknown}\0This reverts commit ${base}.`,
      `x\u001e${fake}\u001f`,
      `commit ${fake}`,
      '\n\n\n',
      '\ufeff\u2028\ud800',
      `${'x'.repeat(100_000)}\n`,
    ];
    const made = [];
    for (const message of hostile) made.unshift(await origin.rawCommit(message));
    const last = await origin.commit('last');
    const { commits } = await host.between({ repository, commit: base }, { repository, commit: last });
    t.deepEqual(
      commits.map(({ commit }) => commit),
      [last, ...made],
    );
    t.deepEqual(commits.at(-1)?.reverts, []);
  });

  test(`${name}: ancestry says of many commits which contains which`, async (t) => {
    const { origin, host, repository } = await opened(t);
    const base = await origin.commit('base');
    const left = await origin.commit('left');
    await origin.git('checkout', '--quiet', '-b', 'other', base);
    const right = await origin.commit('right', { files: { 'b.txt': 'b' } });
    await origin.git('merge', '--quiet', '--no-edit', 'main');
    const both = await origin.git('rev-parse', 'HEAD');
    await origin.git('checkout', '--quiet', '--orphan', 'alone');
    const alone = await origin.commit('alone');
    const short = right.slice(0, 8);
    const asked = [both, base, unknown, right, left, 'main', short];
    t.deepEqual(await host.ancestry(repository, asked), {
      unknown: [unknown, 'main'],
      contains: {
        [both]: [both, base, right, left, short],
        [base]: [base],
        [right]: [base, right, short],
        [left]: [base, left],
        [short]: [base, right, short],
      },
    });
    t.deepEqual((await host.ancestry(repository, [alone, left, base])).contains, {
      [alone]: [alone],
      [left]: [left, base],
      [base]: [base],
    });
    t.deepEqual(await host.ancestry(repository, [left]), { unknown: [], contains: { [left]: [left] } });
    t.deepEqual(await host.ancestry(repository, [unknown]), { unknown: [unknown], contains: {} });
  });

  test(`${name}: changed names the files in which two commits differ, moved ones by both names`, async (t) => {
    const { origin, host, repository } = await opened(t);
    const from = await origin.commit('one', { files: { 'a.txt': 'a', 'dir/b.txt': 'b', 'old é.txt': 'c' } });
    await origin.git('mv', 'old é.txt', 'new é.txt');
    const to = await origin.commit('two', { files: { 'dir/b.txt': 'other' } });
    const changed = (a: string, b: string) =>
      host.changed({ repository, commit: a }, { repository, commit: b });
    t.deepEqual([...(await changed(from, to))].sort(), ['dir/b.txt', 'new é.txt', 'old é.txt']);
    t.deepEqual(await changed(to, to), []);
  });

  test(`${name}: heads lists every branch`, async (t) => {
    const { origin, host, repository } = await opened(t);
    t.deepEqual(await host.heads(repository), []);
    const commit = await origin.commit('one');
    await origin.git('branch', 'feature/x');
    await origin.git('tag', 'v1');
    t.deepEqual(await host.heads(repository), [
      { branch: 'feature/x', commit },
      { branch: 'main', commit },
    ]);
  });

  test(`${name}: many questions at once are answered alike`, async (t) => {
    const { origin, host, repository } = await opened(t);
    const commit = await origin.commit('one');
    const answers = await Promise.all(Array.from({ length: 8 }, () => host.change({ repository, commit })));
    t.deepEqual([...new Set(answers.map(({ subject }) => subject))], ['one']);
  });
}
