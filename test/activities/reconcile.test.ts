import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { reconcile, type Missed } from '../../src/activities/reconcile.js';
import type { Registration } from '../../src/config/settings.js';
import type { Merge } from '../../src/domain/change.js';
import { emptyQueue, type Queue } from '../../src/domain/queue.js';
import { gitHost } from '../../src/source-hosts/git/index.js';
import { folder, Repository } from '../source-hosts/repository.js';

/** What services remember, and what they are told. */
class Services {
  readonly queues = new Map<string, Queue>();
  readonly told: (Pick<Merge, 'commit' | 'subject' | 'forced' | 'branch'> & { service: string })[] = [];

  /** A service that has rolled a commit out. */
  runs(service: string, commit: string, more: Partial<Queue> = {}): void {
    const ended = [{ id: 'abc123', commit, outcome: 'rolled-out', sites: [] }] as const;
    this.queues.set(service, { ...emptyQueue(service), ended, ...more });
  }

  queue = (service: string) => Promise.resolve(this.queues.get(service));
  merged = (service: string, { commit, subject, forced, branch }: Merge) => {
    this.told.push({ service, commit, subject, ...(forced && { forced }), ...(branch && { branch }) });
    return Promise.resolve();
  };
  orphan = () => Promise.reject(new Error('nothing was swept'));
}

const never = new AbortController().signal;

async function bench(t: ExecutionContext) {
  const cacheDir = await folder(t);
  const services = new Services();
  const registrations: Registration[] = [];
  const ports = { configuration: { registrations }, sourceHost: gitHost({ cacheDir }), services };
  return {
    services,
    origin: await Repository.create(join(await folder(t), 'shop')),
    register: (service: string, repository: string, paths: string[] = []) =>
      registrations.push({ service, repository, branch: 'main', paths }),
    patrol: (before: readonly Missed[] = []) => reconcile(ports, before, never),
  };
}

test('a head that its service has not heard of is a merge like any other', async (t) => {
  const { services, origin, register, patrol } = await bench(t);
  register('cart', origin.path);
  services.runs('cart', await origin.commit('One'));
  t.deepEqual(await patrol(), { missed: [], problems: [] });
  await origin.commit('Two');
  const commit = await origin.commit('Three');
  t.deepEqual((await patrol()).missed, [{ service: 'cart', commit }]);
  t.deepEqual(services.told, [{ service: 'cart', commit, subject: 'Three' }]);
});

const heard: readonly [how: string, memory: (commit: string) => Partial<Queue>][] = [
  ['waits', (commit) => ({ waiting: [{ repository: 'x', commit, subject: '', receivedAt: '' }] })],
  ['was deployed, or contained in what was', (commit) => ({ attempts: [[commit, 0]] })],
  [
    'failed',
    (commit) => ({ ended: [{ id: 'd', commit, outcome: 'failed', sites: [] }], current: 'a'.repeat(40) }),
  ],
];
for (const [how, memory] of heard) {
  test(`a head that ${how} is no news`, async (t) => {
    const { services, origin, register, patrol } = await bench(t);
    register('cart', origin.path);
    services.runs('cart', await origin.commit('One'), memory(await origin.commit('Two')));
    t.deepEqual(await patrol(), { missed: [], problems: [] });
    t.deepEqual(services.told, []);
  });
}

test('a service that never brought anything to its sites is told nothing', async (t) => {
  const { services, origin, register, patrol } = await bench(t);
  const first = await origin.commit('One');
  for (const service of ['unknown', 'empty', 'failed']) register(service, origin.path);
  services.queues.set('empty', emptyQueue('empty'));
  const ended = [{ id: 'd', commit: first, outcome: 'failed', sites: [] }] as const;
  services.queues.set('failed', { ...emptyQueue('failed'), ended });
  await origin.commit('Two');
  t.deepEqual(await patrol(), { missed: [], problems: [] });
});

test('a branch that was set back is no news; one that was rewritten is announced once', async (t) => {
  const { services, origin, register, patrol } = await bench(t);
  register('cart', origin.path);
  const base = await origin.commit('Base');
  services.runs('cart', await origin.commit('One'));
  await origin.git('branch', 'kept');
  await origin.git('reset', '--quiet', '--hard', base);
  t.deepEqual((await patrol()).missed, []);
  const commit = await origin.commit('Another');
  const { missed } = await patrol();
  t.deepEqual(missed, [{ service: 'cart', commit, forced: true }]);
  t.deepEqual((await patrol(missed)).missed, missed);
  t.deepEqual(services.told, [{ service: 'cart', commit, subject: 'Another', forced: true, branch: 'main' }]);
});

test('a commit that was deployed by hand from another branch hides no merge', async (t) => {
  const { services, origin, register, patrol } = await bench(t);
  register('cart', origin.path);
  const stable = await origin.commit('One');
  await origin.git('checkout', '--quiet', '-b', 'feature');
  const byHand = await origin.commit('By hand');
  await origin.git('checkout', '--quiet', 'main');
  const commit = await origin.commit('Two');
  services.runs('cart', stable);
  const { ended } = services.queues.get('cart') ?? emptyQueue('cart');
  const back = { id: 'e', commit: byHand, outcome: 'rolled-back', sites: [] } as const;
  services.runs('cart', stable, { ended: [...ended, back] });
  t.deepEqual((await patrol()).missed, [{ service: 'cart', commit }]);
});

test('in a repository of several services each is told of what touches it', async (t) => {
  const { services, origin, register, patrol } = await bench(t);
  register('cart', origin.path, ['cart/**']);
  register('till', origin.path, ['till/**']);
  const first = await origin.commit('One', { files: { 'cart/a': '1', 'till/a': '1' } });
  for (const service of ['cart', 'till']) services.runs(service, first);
  const commit = await origin.commit('Two', { files: { 'till/a': '2' } });
  t.deepEqual((await patrol()).missed, [{ service: 'till', commit }]);
});

test('a repository that cannot be asked, and a service that does not answer, hinder no other', async (t) => {
  const { services, origin, register, patrol } = await bench(t);
  register('lost', 'http://ann:secret@127.0.0.1:1/lost.git');
  register('mute', origin.path);
  register('cart', origin.path);
  services.runs('cart', await origin.commit('One'));
  const { queue } = services;
  services.queue = (name) => (name === 'mute' ? Promise.reject(new Error('no answer')) : queue(name));
  const commit = await origin.commit('Two');
  const { missed, problems } = await patrol();
  t.deepEqual(missed, [{ service: 'cart', commit }]);
  t.regex(problems.join('\n'), /^lost: git: .*\nmute: no answer$/s);
  t.false(problems.join().includes('secret'));
});
