import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { Ports } from '../../src/activities/ports.js';
import { prepare } from '../../src/activities/prepare.js';
import { loadPlatform } from '../../src/config/load.js';
import type { Order } from '../../src/domain/order.js';
import { sourceHosts } from '../../src/source-hosts/registry.js';
import { adapters } from '../config/adapters.js';
import { folder, Repository } from '../source-hosts/repository.js';

const platform = `version: 1
sites: [{name: site_1, target: {type: process, url: "http://127.0.0.1:7401"}}]
services: [{service: cart, repository: /git/cart, start: x}]
`;
const gone = '0123456789012345678901234567890123456789';

/** A repository, and the plan for a commit of it. */
async function opened(t: ExecutionContext) {
  const origin = await Repository.create(join(await folder(t), 'cart'));
  const configuration = loadPlatform(platform, 'merganser.yaml', adapters);
  const sourceHost = sourceHosts.git.create({ cacheDir: await folder(t) });
  // A plan takes the repository, the configuration and what metrics know of the past: nothing here.
  const ports = { configuration, sourceHost, metrics: {} } as Partial<Ports> as Ports;
  const merge = (commit: string) => ({
    repository: origin.path,
    commit,
    subject: 'as the webhook said',
    author: 'jane-doe',
    receivedAt: '2026-11-23T13:00:00Z',
  });
  const plan = (commit: string, also: readonly string[] = [], more: Partial<Order> = {}) =>
    prepare(ports, {
      id: 'abc123',
      service: 'cart',
      merge: merge(commit),
      also: also.map(merge),
      ...more,
    });
  return { origin, plan };
}

test('a carried commit that was taken away since is told of as the webhook did', async (t) => {
  const { origin, plan } = await opened(t);
  const there = await origin.commit('there\n\nReviewed-by: joe\n');
  const { also } = await plan(await origin.commit('next'), [there, gone]);
  t.deepEqual(
    also.map(({ commit, subject, author, reviewers }) => [commit, subject, author, reviewers]),
    [
      [there, 'there', 'jane-doe', ['joe']],
      [gone, 'as the webhook said', 'jane-doe', []],
    ],
  );
  await t.throwsAsync(plan(gone), { name: 'UnknownCommit' });
});

test('a migration in what it carries takes the rollback from a plan', async (t) => {
  const { origin, plan } = await opened(t);
  const current = await origin.commit('current');
  const migration = await origin.commit('migration\n\nRollback: never\n');
  const next = await origin.commit('next');
  t.is((await plan(next, [], { current })).rollback, 'never');
  t.is((await plan(next, [], { current: migration })).rollback, undefined);
  t.is((await plan(next, [migration])).rollback, 'never');
  t.is((await plan(next, [migration], { current: gone })).rollback, 'never');
  t.is((await plan(next)).rollback, undefined);
  t.is(
    (await plan(migration, [], { current: next })).rollback,
    'never',
    'an older one that a person asked for',
  );
});
