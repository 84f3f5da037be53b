import test from 'ava';
import { Balancer } from '../../src/agent/balancer.js';

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
  t.is(balancer.next('stable'), undefined);
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
