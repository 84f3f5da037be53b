import test from 'ava';
import { nameOf, personOf, reviewersOf, subjectOf } from '../../src/domain/commit-message.js';

const subjects: [string, string, string][] = [
  ['an ordinary message', 'Fix rounding\n\nbody', 'Fix rounding'],
  ['CRLF', 'Fix rounding\r\n\r\nbody', 'Fix rounding'],
  ['a merge by GitHub', 'Merge pull request #7 from acme/fix\n\nFix rounding', 'Fix rounding'],
  [
    'a merge by GitHub without a body',
    'Merge pull request #7 from acme/fix',
    'Merge pull request #7 from acme/fix',
  ],
  ['another merge', "Merge branch 'x'\n\nbody", "Merge branch 'x'"],
  ['blank lines first', '\n \nFix', 'Fix'],
  ['nothing', '', ''],
  ['control characters', 'a\tb\u001b[31mc\u2028d', 'a b [31mc d'],
  ['200 characters', 'x'.repeat(200), 'x'.repeat(200)],
  ['201 characters', 'x'.repeat(201), `${'x'.repeat(199)}…`],
  ['200 emoji', '🚀'.repeat(200), '🚀'.repeat(200)],
  ['201 emoji, out of step', `x${'🚀'.repeat(200)}`, `x${'🚀'.repeat(198)}…`],
];
for (const [name, message, subject] of subjects) {
  test(`subject of ${name}`, (t) => t.is(subjectOf(message), subject));
}

test('a person is called by login where it is known, else by name', (t) => {
  t.is(personOf({ name: 'Jane Doe', email: '12345+jane@users.noreply.github.com' }), 'jane');
  t.is(personOf({ name: 'Jane Doe', email: 'jane@users.noreply.git.example.com' }), 'jane');
  t.is(personOf({ name: 'x', email: '1+dependabot[bot]@users.noreply.github.com' }), 'dependabot[bot]');
  t.is(personOf({ name: 'jane', email: 'jd@example.com' }), 'jane');
  t.is(personOf({ name: ' ', email: 'jd@example.com' }), 'jd');
  t.is(personOf({ name: '', email: '' }), undefined);
  t.is(nameOf('x'.repeat(100))?.length, 80);
});

test('reviewers come from trailers, each once, without the author', (t) => {
  const author = { name: 'Jane Doe', email: 'jane@example.com' };
  const message = [
    'Fix',
    '',
    'Reviewed-by: Joe <joe@x>',
    'reviewed-by: kim',
    'Reviewed-by: Joe <joe@x>\r',
    'Reviewed-by: <ann@x>',
    'Reviewed-by:',
    'Reviewed-by: Jane Doe <other@x>',
    'Reviewed-by: jane <jane@example.com>',
    'Not Reviewed-by: Eve <eve@x>',
  ].join('\n');
  t.deepEqual(reviewersOf(message, author), ['Joe', 'kim', 'ann']);
  t.deepEqual(reviewersOf('Fix', author), []);
});
