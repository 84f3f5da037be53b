import type { PushEvent } from '@octokit/webhooks-types';
import test from 'ava';
import type { Registration } from '../../src/config/settings.js';
import { parsePush } from '../../src/starter/payload.js';
import { decidePush } from '../../src/starter/push.js';
import { after, listed, pushOf, zeros } from './push-payload.js';

const at = '2026-01-01T13:00:00.000Z';
const cart: Registration = {
  service: 'cart',
  repository: 'https://github.com/acme/cart',
  branch: 'main',
  paths: [],
};

function decide(push: unknown, registrations: readonly Registration[]) {
  const parsed = parsePush(push);
  if (!parsed) throw new Error('not a push');
  return decidePush(parsed, registrations, at);
}

/** Services that are told, or the reason why none is. */
function told(push: unknown, ...registrations: Registration[]) {
  const decision = decide(push, registrations);
  return decision.kind === 'ignored' ? decision.reason : decision.submissions.map(({ service }) => service);
}

const sameRepository = [
  'https://github.com/acme/cart',
  'https://github.com/acme/cart.git',
  'https://github.com/Acme/Cart/',
  'https://x-access-token:abc@github.com/acme/cart.git',
  'git@github.com:acme/cart.git',
  'ssh://git@github.com/acme/cart.git',
  'ssh://git@ssh.github.com:443/acme/cart.git',
  'git://github.com/acme/cart.git',
  'acme/cart',
];
for (const repository of sameRepository) {
  test(`repository ${repository} is the pushed one`, (t) => {
    t.deepEqual(told(pushOf(), { ...cart, repository }), ['cart']);
  });
}

const otherRepositories = [
  'https://github.com/acme/cart2',
  'https://github.com/mallory/cart',
  'https://git.example.com/acme/cart',
  'https://github.com/acme',
  '/srv/cart',
];
for (const repository of otherRepositories) {
  test(`repository ${repository} is not the pushed one`, (t) => {
    t.regex(
      String(told(pushOf(), { ...cart, repository })),
      /no service is configured for repository acme\/cart/,
    );
  });
}

test('a local repository is known by its path', (t) => {
  const push = pushOf({ repository: { ...pushOf().repository, clone_url: '/srv/demo shop' } });
  for (const repository of ['/srv/demo shop', '/srv/demo shop/', 'file:///srv/demo%20shop']) {
    t.deepEqual(told(push, { ...cart, repository }), ['cart'], repository);
  }
  t.is(typeof told(push, { ...cart, repository: '/srv/Demo shop' }), 'string');
});

const monorepo = (service: string, ...paths: string[]): Registration => ({ ...cart, service, paths });
const touching = (...files: string[]) => ({ commits: [listed('x', files)] });
const pathCases: [string, Partial<PushEvent>, readonly string[] | RegExp][] = [
  ['one', touching('cart/a.ts'), ['cart', 'all']],
  ['a hidden file', touching('cart/.env'), ['cart', 'all']],
  ['deep', touching('shop/x/y/z.ts', 'README.md'), ['shop', 'all']],
  ['none of the two', touching('README.md'), ['all']],
  [
    'by several commits',
    { commits: [listed('1', ['cart/a']), listed('2', ['shop/b'])] },
    ['cart', 'shop', 'all'],
  ],
  ['by added files', { commits: [{ ...listed('1', []), added: ['cart/a'] }] }, ['cart', 'all']],
  ['by removed files', { commits: [{ ...listed('1', []), removed: ['shop/a'] }] }, ['shop', 'all']],
  ['unknown: no commits', { commits: [] }, ['cart', 'shop', 'all']],
  [
    'unknown: a commit without files',
    { commits: [listed('1', ['cart/a']), listed('2', [])] },
    ['cart', 'shop', 'all'],
  ],
  ['unknown: forced', { forced: true, ...touching('cart/a.ts') }, ['cart', 'shop', 'all']],
  [
    'unknown: as many commits as GitHub lists',
    { commits: Array.from({ length: 2048 }, () => listed('1', ['cart/a'])) },
    ['cart', 'shop', 'all'],
  ],
  [
    'one commit fewer than that',
    { commits: Array.from({ length: 2047 }, () => listed('1', ['cart/a'])) },
    ['cart', 'all'],
  ],
];
for (const [name, changes, services] of pathCases) {
  test(`paths, ${name}`, (t) => {
    const registrations = [
      monorepo('cart', 'cart/**'),
      monorepo('shop', 'shop/**', '*.lock'),
      monorepo('all'),
    ];
    t.deepEqual(told(pushOf(changes), ...registrations), services);
  });
}

test('a push that touches no path of a service is ignored', (t) => {
  t.is(
    told(pushOf(touching('README.md')), monorepo('cart', 'cart/**')),
    'the push touches no path of a service',
  );
});

test('a payload without commits goes to every service', (t) => {
  t.deepEqual(told({ ...pushOf(), commits: undefined }, monorepo('cart', 'cart/**')), ['cart']);
  t.deepEqual(told({ ...pushOf(), commits: 'many' }, monorepo('cart', 'cart/**')), ['cart']);
});

test('services of one repository on two branches', (t) => {
  const release = { ...cart, service: 'cart-release', branch: 'release/1' };
  t.deepEqual(told(pushOf({ ref: 'refs/heads/release/1' }), cart, release), ['cart-release']);
  t.regex(
    String(told(pushOf({ ref: 'refs/heads/x' }), cart, release)),
    /branch x is not deployed, only main, release\/1/,
  );
});

test('a branch that was made anew says how to deploy it', (t) => {
  t.regex(String(told(pushOf({ before: zeros }), cart)), /was created.*merganser deploy/);
});

test('a SHA-256 commit is a commit', (t) => {
  t.deepEqual(told(pushOf({ after: after.padEnd(64, 'b'), before: 'c'.repeat(64) }), cart), ['cart']);
});

test('the merge names who pushed when the push was forced, and a web address that is one', (t) => {
  const repository = { ...pushOf().repository, html_url: 'javascript:alert(1)' };
  const sender = { ...pushOf().sender, login: 'kim' };
  const decision = decide(pushOf({ forced: true, repository, sender }), [cart]);
  t.deepEqual(decision, {
    kind: 'forced',
    submissions: [
      {
        service: 'cart',
        merge: {
          repository: cart.repository,
          commit: after,
          subject: 'Fix rounding (#7)',
          author: 'kim',
          web: undefined,
          receivedAt: at,
          forced: true,
          branch: 'main',
        },
      },
    ],
  });
});
