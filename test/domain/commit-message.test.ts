import test from 'ava';
import fc from 'fast-check';
import { nameOf, personOf, reviewersOf, saidBy, subjectOf } from '../../src/domain/commit-message.js';

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

const sha = 'abcdef1'.padEnd(40, '0');
const other = '1234567'.padEnd(40, '0');

const reverts: [string, string, string[]][] = [
  ['as git writes it', `Revert "x"\n\nThis reverts commit ${sha}.`, [sha]],
  ['of a merge', `Revert "x"\n\nThis reverts commit ${sha}, reversing\nchanges made to ${other}.`, [sha]],
  ['by reference', `Revert "x"\n\nThis reverts commit ${sha.slice(0, 7)} (x, 2026-11-23).`, ['abcdef1']],
  ['of several', `x\n\nThis reverts commit ${sha}.\nThis reverts commit ${other}.`, [sha, other]],
  ['of the same twice', `x\n\nThis reverts commit ${sha}.\nThis reverts commit ${sha}.`, [sha]],
  ['with CRLF, in capitals', `x\r\n\r\nThis reverts commit ${sha.toUpperCase()}.\r\n`, [sha]],
  ['wrapped', `x\n\nThis reverts commit\n${sha}.`, [sha]],
  ['with too few digits', 'x\n\nThis reverts commit abcdef.', []],
  ['with too many digits', `x\n\nThis reverts commit ${'a'.repeat(65)}.`, []],
  ['of no commit', 'x\n\nThis reverts commit abcdefgh.', []],
];
for (const [name, message, commits] of reverts) {
  test(`a revert ${name}`, (t) => t.deepEqual(saidBy(message).reverts, commits));
}

const trailers: [string, string, boolean][] = [
  ['in the last paragraph', 'x\n\nbody\n\nRollback: never', true],
  ['with CRLF and blank lines after', 'x\r\n\r\nRollback: never\r\n\r\n \r\n', true],
  ['in any case, with space', 'x\n\nROLLBACK :  Never ', true],
  ['beside others', 'x\n\nReviewed-by: joe\nRollback: never\nSigned-off-by: jane', true],
  ['with a comment of git', 'x\n\nRollback: never\n# a comment', true],
  ['continued on the next line', 'x\n\nRollback:\n  never', true],
  ['in a paragraph that git began', 'x\n\nsome words\nSigned-off-by: jane\nRollback: never', true],
  ['as the subject', 'Rollback: never', false],
  ['in a paragraph before the last', 'x\n\nRollback: never\n\nbody', false],
  ['among words', 'x\n\nsome words\nRollback: never', false],
  ['with another value', 'x\n\nRollback: never again', false],
  ['continued to another value', 'x\n\nRollback: never\n  again', false],
  ['of another name', 'x\n\nNo-Rollback: never', false],
];
for (const [name, message, never] of trailers) {
  test(`a trailer ${name}: ${never}`, (t) => t.is(saidBy(message).rollbackNever, never));
}

test('a fix names deployed commits', (t) => {
  const lines = [`Fixes-Deployment: ${sha}`, `fixes-deployment: ${other.slice(0, 9)} (cart)`];
  t.deepEqual(saidBy(`x\n\n${lines.join('\n')}\nFixes-Deployment: the last one`).fixes, [
    sha,
    other.slice(0, 9),
  ]);
});

test('no text is too much, and what is read stays bounded', (t) => {
  const piece = fc.constantFrom(
    ...['\n', '\r\n', ' ', '\0', ':', '#', 'Rollback: never', 'This reverts commit ', 'Fixes-Deployment: '],
    ...[sha, '(cherry picked from commit ', 'Signed-off-by: ', '\ud800', '\u2028'],
  );
  const text = fc.oneof(
    fc.array(piece).map((pieces) => pieces.join('')),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(text, (message) => {
      const { reverts, fixes } = saidBy(message);
      for (const commit of [...reverts, ...fixes]) t.regex(commit, /^[0-9a-f]{7,64}$/);
    }),
  );
  const many = Array.from({ length: 300 }, (_, i) => `This reverts commit ${i}`.padEnd(40, 'a'));
  t.is(saidBy(many.join('\n')).reverts.length, 100);
  t.deepEqual(saidBy('This reverts commit '.repeat(100_000) + ' '.repeat(1_000_000)).reverts, []);
});
