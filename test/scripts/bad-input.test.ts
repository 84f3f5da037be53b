import test from 'ava';
import { badInput, summary } from '../../scripts/tests/bad-input.js';

const report = (...titles: string[]) => ({
  passed: titles.map((title) => ({ title })),
  failed: [],
  counts: undefined,
});

test('a list without a gap names the test of every item', (t) => {
  const { text, gaps } = summary(
    report(...badInput.map((item) => `starter › webhooks › ${item}: is refused`)),
  );
  t.deepEqual(gaps, []);
  t.regex(text, /^✓ wrong signature +starter › webhooks › wrong signature: is refused$/m);
  t.regex(text, /^✓ unregistered search attributes /m);
});

test('an item without a passing test is a gap', (t) => {
  const { text, gaps } = summary(report(...badInput.filter((item) => item !== 'fork')));
  t.deepEqual(gaps, ['fork']);
  t.regex(text, /^✗ fork +no passing test begins with this$/m);
});

test('a title must begin with the words, whole; case and backticks do not matter', (t) => {
  const gap = (title: string, item: string) => summary(report(title)).gaps.includes(item);
  t.false(gap('`<!channel>` pings nobody', '<!channel>'));
  t.false(gap('abort with `null` aborts', 'abort with null'));
  t.false(gap('tag: is ignored', 'tag'));
  t.true(gap('tagged pushes are ignored', 'tag'));
  t.true(gap('ignores a tag', 'tag'));
});
