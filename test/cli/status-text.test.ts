import test from 'ava';
import { statusText, type ServiceStatus } from '../../src/cli/status-text.js';
import { writer } from '../../src/cli/watch-status.js';
import type { DeploymentView } from '../../src/domain/deployment.js';
import { emptyQueue, type Queue } from '../../src/domain/queue.js';

const now = Date.parse('2026-11-23T12:00:10Z');
const full = (start: string) => start.padEnd(40, '0');
const view = (more: Partial<DeploymentView> = {}): DeploymentView => ({
  ...{ id: '5d0c1e', service: 'cart', commit: full('9b1f2a'), phase: 'analyzing' },
  change: { commit: full('9b1f2a'), subject: 'Round totals once', reviewers: [] },
  ...{ sites: ['site_1', 'site_2'], figures: [], needsOperator: false, story: [] },
  ...{ since: '2026-11-23T11:58:10.000Z', until: '2026-11-23T12:03:10.000Z' },
  ...more,
});
const queue = (more: Partial<Queue> = {}): Queue => ({ ...emptyQueue('cart'), ...more });
const waiting = ['a1b2c3', 'd4e5f6'].map((start) => ({
  ...{ repository: 'cart.git', commit: full(start), subject: 'Greet' },
  receivedAt: '2026-11-23T11:00:00Z',
}));
const head = 'cart 9b1f2a "Round totals once", deployment 5d0c1e';
const inSites = '  sites: site_1, site_2';

const shown: readonly [what: string, status: Omit<ServiceStatus, 'service'>, ...lines: string[]][] = [
  ['never deployed', {}, 'cart: nothing was deployed yet'],
  ['cannot be asked', { error: 'no worker answers' }, 'cart: no worker answers'],
  [
    'analyzing, with merges that wait',
    { deployment: view(), queue: queue({ waiting, unnamed: 3 }) },
    `${head}: analyzing, 40% of 5 minutes, verdict 12:03:10 UTC`,
    inSites,
    '  waiting: a1b2c3, d4e5f6 and 3 more',
  ],
  [
    'a verdict that is late',
    { deployment: view({ until: '2026-11-23T12:00:09.000Z' }) },
    `${head}: analyzing, 100% of 2 minutes, verdict 12:00:09 UTC`,
    inSites,
  ],
  [
    'a deployment that asks',
    { deployment: view({ phase: 'held' }) },
    `${head}: held until 12:03:10 UTC`,
    inSites,
    '  next: merganser promote cart, or merganser resume cart, or merganser abort cart',
  ],
  [
    'a rollback that is stuck',
    { deployment: view({ phase: 'rolling-back', until: undefined, needsOperator: true, stuck: ['site_2'] }) },
    `${head}: rolling-back, needs an operator`,
    `${inSites}; stuck: site_2`,
    '  next: merganser resume cart, or merganser leave cart',
  ],
  [
    'analyzing, and held by a person',
    { deployment: view({ hold: { by: 'joe', until: '2026-11-23T16:00:00.000Z' } }) },
    `${head}: analyzing until 12:03:10 UTC, held by joe until 16:00:00 UTC`,
    inSites,
    '  next: merganser promote cart, or merganser resume cart, or merganser abort cart',
  ],
  [
    'at rest, with what was quarantined',
    {
      deployment: view({
        phase: 'done',
        outcome: {
          ...{ kind: 'rolled-back', proven: false, forced: false, why: 'the checks failed too much' },
          sites: [{ site: 'site_1', commit: full('aaaaaa') }, { site: 'site_2' }],
        },
      }),
      queue: queue({ quarantined: [{ commit: full('9b1f2a'), id: '5d0c1e', why: 'the checks failed' }] }),
    },
    `${head}: rolled-back: the checks failed too much`,
    '  sites: site_1 runs aaaaaa; site_2 runs nothing',
    '  quarantined: 9b1f2a, deployment 5d0c1e: the checks failed',
  ],
  [
    'a run that Temporal has forgotten; held and frozen',
    {
      queue: queue({
        ended: [{ id: '5d0c1e', commit: full('9b1f2a'), outcome: 'rolled-out', sites: [], why: 'all green' }],
        held: { by: 'joe', reason: 'looking' },
        back: { commit: full('aaaaaa'), reason: 'slow' },
        frozen: { by: 'ann', reason: 'holidays', until: '2026-12-27T08:00:00.000Z' },
      }),
    },
    'cart 9b1f2a, deployment 5d0c1e: rolled-out: all green',
    '  goes back to aaaaaa, "slow"',
    '  held by @joe, "looking": nothing is started',
    '  frozen until 2026-12-27 08:00 UTC by @ann, "holidays": merges wait',
    '  next: merganser resume cart, or merganser unfreeze cart',
  ],
  [
    'asks about a quarantined commit',
    {
      queue: queue({
        waiting: waiting.slice(0, 1),
        asking: { why: 'quarantine', commits: [full('a1b2c3')], quarantined: [full('9b1f2a')] },
      }),
    },
    'cart: nothing was deployed yet',
    '  asks: deploy a1b2c3, though it contains 9b1f2a, which is quarantined?',
    '  waiting: a1b2c3',
    '  next: merganser promote cart --commit a1b2c3, or merganser abort cart --commit a1b2c3',
  ],
  [
    'asks about history that diverged',
    { queue: queue({ waiting, asking: { why: 'diverged', commits: waiting.map(({ commit }) => commit) } }) },
    'cart: nothing was deployed yet',
    '  asks: which of a1b2c3, d4e5f6 is to be deployed? None contains all others',
    '  waiting: a1b2c3, d4e5f6',
    '  next: merganser promote cart --commit a1b2c3, or merganser promote cart --commit d4e5f6',
  ],
];

for (const [what, status, ...lines] of shown) {
  test(`status of a service: ${what}`, (t) => {
    t.deepEqual(statusText({ service: 'cart', ...status }, now).split('\n'), lines);
  });
}

test("somebody else's words steer no terminal", (t) => {
  const change = { commit: full('9b1f2a'), subject: 'Fix\x1b[2J\nall', reviewers: [] };
  const text = statusText({ service: 'cart', deployment: view({ change }) }, now);
  t.is(text.split('\n')[0]?.split(',')[0], 'cart 9b1f2a "Fix [2J all"');
});

const both = (deployment: DeploymentView): readonly ServiceStatus[] => [
  { service: 'cart', deployment },
  { service: 'till' },
];

test('watched without a screen, a service is told again only when it has changed', (t) => {
  const write = writer('lines');
  const [first, second] = [write(both(view()), now), write(both(view()), now + 60_000)];
  t.is(
    first,
    `${statusText({ service: 'cart', deployment: view() }, now)}\ntill: nothing was deployed yet\n`,
  );
  t.is(second, '', 'progress alone is no change');
  const rollingOut = view({ phase: 'rolling-out', until: undefined });
  t.is(write(both(rollingOut), now), `${head}: rolling-out\n${inSites}\n`);
});

test('watched by a program, each change is one document on one line', (t) => {
  const write = writer('json');
  const first = write(both(view()), now);
  t.like(JSON.parse(first), [{ service: 'cart', deployment: { phase: 'analyzing' } }, { service: 'till' }]);
  t.is(first.trimEnd().split('\n').length, 1);
  t.is(write(both(view()), now + 1_000), '');
  t.like(JSON.parse(write(both(view({ phase: 'held' })), now)), [
    { deployment: { phase: 'held' } },
    { service: 'till' },
  ]);
});

test('watched on a screen, all is drawn again over what was there', (t) => {
  const write = writer('screen');
  write(both(view()), now);
  const again = write(both(view()), now + 60_000);
  t.true(again.startsWith('\x1b[H') && again.endsWith('\x1b[J'));
  t.true(again.includes('analyzing, 60% of 5 minutes'));
  t.true(again.includes('till: nothing was deployed yet\x1b[K\n'));
});
