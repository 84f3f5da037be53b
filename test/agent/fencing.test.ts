import test from 'ava';
import { admit, type Standing } from '../../src/agent/fencing.js';
import type { WantedService } from '../../src/deploy-targets/process/protocol.js';
import type { Version } from '../../src/domain/release.js';

const last: WantedService = { owner: 'one', generation: 5, weight: 0 };
const version = (commit: string): Version => ({
  commit,
  repository: 'cart.git',
  start: 'node server.js',
  health: { path: '/', interval: 100, timeout: 1_000 },
  env: {},
  instances: 1,
  canaryInstances: 1,
});
const code = (next: Partial<WantedService>, standing: Standing = { last }) => {
  const verdict = admit(standing, { ...last, ...next });
  return typeof verdict === 'string' ? verdict : verdict.code;
};

test('the first state of a service is taken from anybody', (t) => {
  t.is(code({}, {}), 'new');
});

test('generations decide: higher is new, equal is a renewal, lower is fenced', (t) => {
  t.is(code({ generation: 6, weight: 0.5 }), 'new');
  t.is(code({}), 'same');
  t.is(code({ ttlMs: 1_000 }), 'same');
  t.is(code({ generation: 4 }), 'fenced');
  t.is(code({ weight: 0.5 }), 'generation-reused');
});

test('a foreign owner is refused whatever its generation', (t) => {
  for (const generation of [4, 5, 6]) t.is(code({ owner: 'two', generation }), 'foreign-owner');
});

test('a new state is taken while the stable version is one that it names, a repetition whatever it is', (t) => {
  const stable = version('a'.repeat(40));
  const standing = { last, stable };
  for (const allowed of [[stable.commit], [null, stable.commit]]) {
    t.is(code({ generation: 6, ifStable: allowed }, standing), 'new');
  }
  for (const ifStable of [['b'.repeat(40)], [null]]) {
    t.is(code({ generation: 6, ifStable }, standing), 'stable-changed');
    t.is(code({ ifStable }, standing), 'same');
    t.is(code({ ifStable, weight: 0.5 }, standing), 'stable-changed');
    t.is(code({ generation: 4, ifStable }, standing), 'fenced');
  }
  t.is(code({ ifStable: [stable.commit] }, {}), 'stable-changed');
  t.is(code({ ifStable: [null] }, {}), 'new');
});
