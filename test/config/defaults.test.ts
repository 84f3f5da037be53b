import test from 'ava';
import { fromRepository, load } from './adapters.js';

const cart = 'services: [{service: cart, repository: /git/cart, start: node server.js}]\n';

test('a service that says how it is started has everything else by default', (t) => {
  t.deepEqual(load(cart).resolve('cart'), {
    service: 'cart',
    repository: '/git/cart',
    branch: 'main',
    paths: [],
    sites: [1, 2, 3].map((n) => ({
      site: `site_${n}`,
      service: 'cart',
      target: { type: 'process', url: `http://site-${n}:7401` },
    })),
    run: {
      start: 'node server.js',
      health: { path: '/healthz', interval: 500, timeout: 30_000 },
      env: {},
      instances: 2,
      canaryInstances: 1,
    },
    weight: 0.1,
    analysis: { duration: 600_000, maxDuration: 1_200_000, interval: 5_000, prepareTimeout: 300_000 },
    checks: [
      {
        name: 'error ratio',
        kind: 'ratio',
        metric: 'error-ratio',
        allowed: 1.25,
        floor: 0.001,
        required: true,
      },
    ],
    fixedDuration: false,
    tuning: { warmUp: 60_000, quiet: 60_000, restartEvery: 30_000 },
    policy: {
      merges: 'coalesce',
      rollback: 'at-deadline',
      catastrophe: 'roll-back',
      unproven: 'rollout',
      noData: 'hold',
      holdFor: 14_400_000,
      quarantine: 'hold',
    },
    metrics: { type: 'scrape' },
    notify: { type: 'console' },
  });
});

test('the installation has a name and a place for messages by default', (t) => {
  const { owner, notify, sites } = load('');
  t.is(owner, 'merganser');
  t.deepEqual(notify, { type: 'console' });
  t.deepEqual(sites[1], { name: 'site_2', target: { type: 'process', url: 'http://site-2:7401' } });
});

for (const [duration, window] of [
  ['10s', 10_000],
  ['40s', 15_000],
  ['2m', 30_000],
  ['1h', 120_000],
] as const) {
  test(`an analysis of ${duration} is judged over ${window / 1000} s`, (t) => {
    const { checks, analysis } = fromRepository(
      `service: cart\nstart: x\nanalysis: {duration: ${duration}}\nchecks: [{kind: threshold, metric: error-ratio, max: 1%}]`,
    );
    t.like(checks[0], { window });
    t.is(analysis.maxDuration, 2 * analysis.duration);
    t.true(analysis.interval <= analysis.duration / 3);
  });
}

test('defaults lie under a service, mappings key by key', (t) => {
  const { analysis, run, weight, notify, branch, checks, policy } = load(`
defaults:
  branch: trunk
  env: {A: default, B: default}
  canary: {instances: 3, weight: 20%}
  analysis: {duration: 3m, interval: 10s}
  health: {interval: 1s, path: /up}
  policy: {unproven: hold}
  notify: {slack: {channel: '#all'}}
  checks: [{kind: threshold, metric: latency, max: 250ms}]
services:
  - service: cart
    repository: /git/cart
    start: node server.js
    env: {B: own}
    canary: {weight: 0.5%}
    analysis: {duration: 9m}
    health: /healthz
    policy: {noData: rollback, merges: supersede, quarantine: deploy-with-warning}
`).resolve('cart');
  t.is(branch, 'trunk');
  t.deepEqual(run.env, { A: 'default', B: 'own' });
  t.is(run.canaryInstances, 3);
  t.is(weight, 0.005);
  t.deepEqual(analysis, {
    duration: 540_000,
    maxDuration: 1_080_000,
    interval: 10_000,
    prepareTimeout: 300_000,
  });
  t.deepEqual(run.health, { path: '/healthz', interval: 1_000, timeout: 30_000 });
  t.deepEqual([policy.unproven, policy.noData], ['hold', 'rollback']);
  t.deepEqual([policy.merges, policy.quarantine], ['supersede', 'deploy-with-warning']);
  t.deepEqual(notify, { type: 'slack', channel: '#all' });
  t.like(checks[0], { name: 'latency p95', metric: 'latency', max: 250, quantile: 0.95 });
});

test('a check is read as it is written', (t) => {
  const { checks } = fromRepository(`
service: cart
start: x
checks:
  - {kind: threshold, metric: error-ratio, compare: none, max: 4.1%, window: 30s, minRequests: 7, breaches: 3 of 5}
  - {name: slow, kind: threshold, metric: latency, quantile: 99.9%, max: 1.5s, min: 1ms, required: false}
`);
  t.like(checks[0], { compare: 'none', max: 0.041, window: 30_000, minRequests: 7, breaches: 3, outOf: 5 });
  t.like(checks[1], { name: 'slow', quantile: 0.999, max: 1_500, min: 1, required: false });
});

test('metrics and notify take the options of their type', (t) => {
  const settings = load(
    `metrics: {type: prometheus, url: 'http://prom:9090'}\nnotify: {slack: {channel: '#a'}}\n${cart}`,
  );
  t.deepEqual(settings.resolve('cart').metrics, { type: 'prometheus', url: 'http://prom:9090' });
  t.deepEqual(settings.resolve('cart').notify, { type: 'slack', channel: '#a' });
});
