import test from 'ava';
import fc from 'fast-check';
import { finished } from '../../src/domain/queue/outcomes.js';
import { merged } from '../../src/domain/queue/merges.js';
import { emptyQueue } from '../../src/domain/queue.js';
import { readFinished, readMerge } from '../../src/workflows/signal-input.js';

const usual = { repository: 'cart.git', commit: 'b'.repeat(40), receivedAt: '2026-11-23T13:00:00.000Z' };

test('a merge needs a commit and a repository; all else may be missing or nonsense', (t) => {
  t.deepEqual(readMerge(usual), { ...usual, subject: '' });
  t.deepEqual(readMerge({ ...usual, subject: 7, author: {}, again: 'yes', branch: null }), {
    ...usual,
    subject: '',
  });
  for (const nothing of [
    undefined,
    null,
    'merge',
    7,
    [],
    {},
    { commit: 'b' },
    { repository: 'r' },
    { unreadable: 'x' },
  ])
    t.is(readMerge(nothing), undefined);
});

test('what is too long is cut: a service keeps fifty merges, and carries them over every continue-as-new', (t) => {
  const long = 'x'.repeat(1_000_000);
  const merge = readMerge({ ...usual, subject: long, author: long, web: long, branch: long });
  t.true(JSON.stringify(merge).length < 3_000);
});

test('a last word needs an id, a commit and an outcome', (t) => {
  const word = { id: 'abc123', commit: 'b', outcome: 'rolled-out', sites: [{ site: 'site_1', commit: 'b' }] };
  t.deepEqual(readFinished(word), word as ReturnType<typeof readFinished>);
  for (const wrong of [
    { ...word, id: 7 },
    { ...word, outcome: 'great' },
    { ...word, commit: undefined },
  ])
    t.is(readFinished(wrong), undefined);
  for (const unsaid of [7, { entries: 7 }, { id: 'x', entries: [7] }, { id: 'x', entries: [{ key: 'x' }] }])
    t.is(readFinished({ ...word, unsaid })?.unsaid, undefined);
});

test('nothing at all makes a service stumble', (t) => {
  fc.assert(
    fc.property(fc.anything({ withNullPrototype: true }), fc.object(), (given, more) => {
      const merge = readMerge(given) ?? readMerge({ ...more, ...usual });
      const queue = merge ? merged(emptyQueue('cart'), merge) : emptyQueue('cart');
      const word = readFinished(given) ?? readFinished({ ...more, id: 'x', commit: 'b', outcome: 'failed' });
      if (word) finished(queue, word);
      JSON.stringify(queue);
    }),
    { numRuns: 500 },
  );
  t.pass();
});
