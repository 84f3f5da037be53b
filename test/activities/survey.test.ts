import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { Ports } from '../../src/activities/ports.js';
import { survey, type SurveyOrder } from '../../src/activities/survey.js';
import { loadPlatform } from '../../src/config/load.js';
import type { Merge } from '../../src/domain/change.js';
import type { Survey } from '../../src/domain/queue/survey.js';
import { sourceHosts } from '../../src/source-hosts/registry.js';
import { adapters } from '../config/adapters.js';
import { folder, Repository } from '../source-hosts/repository.js';

const platform = (cart: string) => `version: 1
sites: [{name: site_1, target: {type: process, url: "http://127.0.0.1:7401"}}]
services: [{service: cart, repository: /git/cart${cart}}]
`;

/** A repository, and a survey of what waits for it. */
async function opened(t: ExecutionContext, settings = ', start: x') {
  const origin = await Repository.create(join(await folder(t), 'cart'));
  const cacheDir = await folder(t);
  const configuration = loadPlatform(platform(settings), 'merganser.yaml', adapters);
  const sourceHost = sourceHosts.git.create({ cacheDir });
  // A survey asks the repository and the configuration alone.
  const ports = { configuration, sourceHost } as Partial<Ports> as Ports;
  const merge = (commit: string, more: Partial<Merge> = {}): Merge => ({
    repository: origin.path,
    commit,
    subject: commit,
    receivedAt: '2026-11-23T13:00:00Z',
    ...more,
  });
  const ask = (commits: readonly (string | Merge)[], more: Partial<SurveyOrder> = {}) =>
    survey(ports, {
      service: 'cart',
      waiting: commits.map((one) => (typeof one === 'string' ? merge(one) : one)),
      quarantined: [],
      unnamed: 0,
      ...more,
    });
  return { origin, merge, ask };
}

/** Those that no other one contains. */
const newestOf = ({ contains }: Survey) =>
  Object.keys(contains).filter(
    (commit) => !Object.values(contains).some((others) => others.includes(commit)),
  );
const sorted = (...commits: string[]) => commits.sort();
const unknown = '0123456789012345678901234567890123456789';

function* orders<T>(items: readonly T[]): Generator<readonly T[]> {
  if (items.length === 0) yield [];
  for (const [i, item] of items.entries())
    for (const rest of orders(items.toSpliced(i, 1))) yield [item, ...rest];
}

test('whatever the order in which four merges arrive, the newest is next and contains the others', async (t) => {
  const { origin, ask } = await opened(t);
  const made = [];
  for (const message of ['one', 'two', 'three', 'four']) made.push(await origin.commit(message));
  const [one = '', two = '', three = '', four = ''] = made;
  const all = [...orders(made)];
  t.is(all.length, 24);
  const answers = await Promise.all(all.map((waiting) => ask(waiting, { current: one })));
  for (const answer of answers)
    t.deepEqual(answer, {
      contains: {
        [two]: [one],
        [three]: sorted(one, two),
        [four]: sorted(one, two, three),
      },
      contained: [one],
      diverged: [],
      unknown: [],
      quarantined: { [one]: [], [two]: [], [three]: [], [four]: [] },
      policy: { merges: 'coalesce', quarantine: 'hold' },
    });
});

test('diverged commits are all the newest, until a merge contains them; what waits in vain is told', async (t) => {
  const { origin, ask } = await opened(t);
  const base = await origin.commit('base');
  const left = await origin.commit('left');
  await origin.git('checkout', '--quiet', '-b', 'other', base);
  const right = await origin.commit('right', { files: { 'b.txt': 'b' } });
  for (const waiting of orders([left, base, right])) {
    const answer = await ask(waiting);
    t.deepEqual(newestOf(answer).sort(), sorted(left, right));
    t.deepEqual([answer.contains[left], answer.contains[right]], [[base], [base]]);
  }
  await origin.git('merge', '--quiet', '--no-edit', 'main');
  const both = await origin.git('rev-parse', 'HEAD');
  for (const waiting of orders([left, both, right, unknown])) {
    const answer = await ask(waiting, { current: base });
    t.deepEqual([newestOf(answer), answer.contains[both]], [[both], sorted(left, right)]);
    t.deepEqual([answer.unknown, answer.contained], [[unknown], []]);
  }
});

test('after a forced push what was pruned is unknown, and what is still known has diverged', async (t) => {
  const { origin, ask } = await opened(t);
  const base = await origin.commit('base');
  const gone = await origin.commit('gone');
  await origin.git('reset', '--quiet', '--hard', base);
  const known = await origin.commit('known');
  t.deepEqual((await ask([known, gone])).unknown, [gone]);
  await origin.git('reset', '--quiet', '--hard', base);
  const rewritten = await origin.commit('rewritten');
  const answer = await ask([rewritten, gone, known]);
  t.deepEqual([newestOf(answer).sort(), answer.unknown], [sorted(known, rewritten), [gone]]);
  t.like(await ask([rewritten], { current: known }), { contains: {}, diverged: [rewritten] });
  t.like(await ask([rewritten], { current: gone }), { contains: {}, diverged: [rewritten] });
});

test('what runs already is contained', async (t) => {
  const { origin, ask } = await opened(t);
  const [one, two] = [await origin.commit('one'), await origin.commit('two')];
  t.like(await ask([one, two], { current: two }), { contains: {}, contained: sorted(one, two) });
});

test('a quarantined commit is cleared by a revert or a fix, but not by a revert that was reverted', async (t) => {
  const { origin, ask } = await opened(t);
  const current = await origin.commit('fine');
  const bad = await origin.commit('bad');
  const worse = await origin.commit('worse');
  const quarantined = [bad, worse, unknown, current];
  const brings = async (commit: string) =>
    (await ask([commit], { current, quarantined })).quarantined[commit];
  t.deepEqual(await brings(worse), sorted(bad, worse));
  await origin.git('revert', '--no-edit', worse);
  const reverted = await origin.git('rev-parse', 'HEAD');
  t.deepEqual(await brings(reverted), [bad]);
  const fix = await origin.commit(`fix\n\nFixes-Deployment: ${bad.slice(0, 7)}\n`);
  t.deepEqual(await brings(fix), []);
  const back = await origin.commit(`Reapply "worse"\n\nThis reverts commit ${reverted}.\n`);
  t.deepEqual(await brings(back), [worse]);
  await origin.git('checkout', '--quiet', '-b', 'other', current);
  t.deepEqual(await brings(await origin.commit('without any of them')), []);
});

test('with more waiting than are known by name, the head of their branch is described too', async (t) => {
  const { origin, merge, ask } = await opened(t);
  const one = await origin.commit('one');
  const head = await origin.commit('two');
  const named = merge(one, { branch: 'main' });
  t.like(await ask([named], { unnamed: 1 }), {
    head: { commit: head },
    contains: { [head]: [one], [one]: [] },
  });
  t.is((await ask([named])).head, undefined);
  t.is((await ask([one], { unnamed: 1 })).head, undefined);
  t.is((await ask([merge(one, { branch: 'gone' })], { unnamed: 1 })).head, undefined);
});

test('the policy is that of the platform file, else of the newest commit, else the usual one', async (t) => {
  const here = await opened(t, ', start: x, policy: {merges: queue}');
  t.deepEqual((await here.ask([unknown])).policy, { merges: 'queue', quarantine: 'hold' });
  const { origin, ask } = await opened(t, '');
  const file = (policy: string) => ({ '.merganser.yaml': `service: cart\nstart: x\npolicy: ${policy}\n` });
  const old = await origin.commit('old', { files: file('{merges: queue}') });
  const next = await origin.commit('next', { files: file('{quarantine: deploy-with-warning}') });
  t.deepEqual((await ask([next, old])).policy, { merges: 'coalesce', quarantine: 'deploy-with-warning' });
  const broken = await origin.commit('broken', { files: file('{merges: never}') });
  t.deepEqual((await ask([broken])).policy, { merges: 'coalesce', quarantine: 'hold' });
  t.deepEqual((await ask([unknown])).policy, { merges: 'coalesce', quarantine: 'hold' });
});

test('a repository that does not answer is no answer', async (t) => {
  const { origin, ask } = await opened(t);
  const known = await origin.commit('one');
  await ask([known]);
  await rm(origin.path, { recursive: true });
  await t.throwsAsync(ask([known, unknown]), { message: /cart/ });
});

test('fifty commits that wait, and thirty in quarantine, are compared at once', async (t) => {
  const { origin, ask } = await opened(t);
  const base = await origin.commit('base');
  const newest = await origin.commits(50);
  const made = (await origin.git('rev-list', `${base}..HEAD`)).split('\n');
  const began = performance.now();
  const answer = await ask(made, { current: base, quarantined: made.slice(10, 40) });
  t.log(`${Math.round(performance.now() - began)} ms`);
  t.deepEqual(newestOf(answer), [newest]);
  t.is(answer.contains[newest]?.length, 49);
  t.is(answer.quarantined[newest]?.length, 30);
});
