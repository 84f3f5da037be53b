import test from 'ava';
import { newestFirst, pastLine } from '../../src/cli/history.js';

const full = (start: string) => start.padEnd(40, '0');
const ended = (id: string, at?: string, why?: string) => ({
  ...{ id, commit: full('9b1f2a'), outcome: 'rolled-out' as const, sites: [] },
  ...(at && { at }),
  ...(why && { why }),
});

test('the newest is first, whichever service it is of; what has no time stays beside what ended before it', (t) => {
  const past = newestFirst([
    {
      service: 'cart',
      ended: [ended('c1', '2026-11-23T10:00:00Z'), ended('c2'), ended('c3', '2026-11-23T12:00:00Z')],
    },
    { service: 'till', ended: [ended('t0'), ended('t1', '2026-11-23T11:00:00Z')] },
  ]);
  t.deepEqual(
    past.map(({ service, id }) => `${service} ${id}`),
    ['cart c3', 'till t1', 'cart c2', 'cart c1', 'till t0'],
  );
});

test('a line says when, what, the outcome and why, as far as it is known', (t) => {
  t.is(
    pastLine({ service: 'cart', ...ended('5d0c1e', '2026-11-23T10:00:07.123Z', 'all checks are green') }),
    '2026-11-23 10:00:07 UTC  cart 9b1f2a  rolled-out       all checks are green (deployment 5d0c1e)',
  );
  t.is(
    pastLine({ service: 'cart', ...ended('5d0c1e') }),
    'at a time unknown        cart 9b1f2a  rolled-out       (deployment 5d0c1e)',
  );
});
