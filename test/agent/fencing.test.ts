import test from 'ava';
import { admit } from '../../src/agent/fencing.js';
import type { WantedService } from '../../src/deploy-targets/process/protocol.js';

const last: WantedService = { owner: 'one', generation: 5, weight: 0 };
const code = (next: Partial<WantedService>) => {
  const verdict = admit(last, { ...last, ...next });
  return typeof verdict === 'string' ? verdict : verdict.code;
};

test('the first state of a service is taken from anybody', (t) => {
  t.is(admit(undefined, last), 'new');
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
