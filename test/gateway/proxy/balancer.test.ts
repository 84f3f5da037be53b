import test from 'ava';
import fc from 'fast-check';
import { Balancer } from '../../../src/gateway/proxy/balancer.js';

function draw(balancer: Balancer<string>, times: number): string[] {
  return Array.from({ length: times }, () => balancer.next() ?? 'nobody');
}

const count = (drawn: string[], what: string) => drawn.filter((one) => one === what).length;

test('shares are exact and spread evenly', (t) => {
  const balancer = new Balancer<string>();
  balancer.set([
    { to: 'stable-1', weight: 0.45 },
    { to: 'stable-2', weight: 0.45 },
    { to: 'canary', weight: 0.1 },
  ]);
  const drawn = draw(balancer, 1_000);
  t.is(count(drawn, 'canary'), 100);
  t.is(count(drawn, 'stable-1'), 450);
  for (let i = 0; i < 1_000; i += 20) t.is(count(drawn.slice(i, i + 20), 'canary'), 2);
});

test('nobody with weight 0 is drawn, and nobody where nobody is', (t) => {
  const balancer = new Balancer<string>();
  t.is(balancer.next(), undefined);
  balancer.set([
    { to: 'stable', weight: 1 },
    { to: 'canary', weight: 0 },
  ]);
  t.deepEqual([...new Set(draw(balancer, 50))], ['stable']);
  t.is(balancer.next(new Set(['stable'])), undefined);
});

test('shares stay exact when they are set again and again', (t) => {
  const balancer = new Balancer<string>();
  const drawn: string[] = [];
  for (let i = 0; i < 100; i++) {
    balancer.set([
      { to: 'stable', weight: 0.9 },
      { to: 'canary', weight: 0.1 },
    ]);
    drawn.push(balancer.next() ?? 'nobody');
  }
  t.is(count(drawn, 'canary'), 10);
});

test('shares stay exact while instances come and go, whenever they do', (t) => {
  const names = ['stable-1', 'stable-2', 'canary'];
  const away = fc.subarray(names, { maxLength: 2 });
  const spell = fc.record({ away, times: fc.integer({ min: 1, max: 7 }) });
  const property = fc.property(fc.array(spell, { minLength: 1, maxLength: 300 }), (spells) => {
    const balancer = new Balancer<string>();
    const due = new Map(names.map((name) => [name, 0]));
    for (const { away, times } of spells) {
      const weights = weightsWithout(away);
      balancer.set([...weights].map(([to, weight]) => ({ to, weight })));
      const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
      for (const [name, weight] of weights) due.set(name, (due.get(name) ?? 0) + (times * weight) / total);
      for (const name of draw(balancer, times)) due.set(name, (due.get(name) ?? 0) - 1);
    }
    // What any of them has got too little or too much does not add up, however often one goes and comes back.
    for (const [name, owed] of due) if (Math.abs(owed) > 1.5) throw new Error(`${name} is owed ${owed}`);
  });
  t.notThrows(() => fc.assert(property, { numRuns: 1_000 }));
});

/** As the agent gives them: one of ten for the canary, the rest for the stable instances that are healthy. */
function weightsWithout(away: readonly string[]): Map<string, number> {
  const stable = ['stable-1', 'stable-2'].filter((name) => !away.includes(name)).length;
  return new Map([
    ['stable-1', away.includes('stable-1') ? 0 : 0.9 / stable],
    ['stable-2', away.includes('stable-2') ? 0 : 0.9 / stable],
    ['canary', away.includes('canary') ? 0 : 0.1],
  ]);
}
