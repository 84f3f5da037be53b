import test from 'ava';
import { count } from '../../scripts/tests/ava.js';
import { ReportReader } from '../../scripts/tests/report.js';

/** As AVA 7 writes it, with a skipped, a failing and a throwing test. */
const tap = `TAP version 13
ok 1 - skipped # SKIP
ok 2 - domain › passes
#   hello
not ok 3 - domain › fails
  ---
    name: AssertionError
    assertion: t.is()
    details:
      'Difference (- actual, + expected):': |2-
        - 1
        + 2
    message: ''
    at: 'ExecutionContext.is (assert.js:309:16)'
  ...
ok 4 - known
not ok 5 - domain › throws
  ---
    name: AssertionError
    message: Rejected promise returned by test
    at: 'domain.test.ts:5:36'
  ...

1..5
# tests 5
# pass 2
# skip 1
# fail 2

`;

function read(...chunks: string[]) {
  const reader = new ReportReader();
  chunks.forEach((chunk) => reader.write(chunk));
  return { progress: reader.progress, report: reader.end() };
}

test("the counts are those of AVA's summary", (t) => {
  const { report } = read(tap);
  t.deepEqual(report.counts, { passed: 2, failed: 2 });
  const { passed, failed } = count(report, 1);
  t.deepEqual([passed, failed], [2, 2]);
  t.deepEqual(
    report.passed.map(({ title }) => title),
    ['domain › passes', 'known'],
  );
});

test('failing tests are told with their values and their place, however the report is cut', (t) => {
  const { report, progress } = read(...tap.split(/(?<=s)/));
  t.is(progress, '2 passed, 2 failed');
  const [fails, throws] = report.failed;
  t.is(fails?.title, 'domain › fails');
  t.regex(fails?.details ?? '', /Difference[^]*- 1\n\+ 2\nat ExecutionContext/);
  t.regex(
    throws?.details ?? '',
    /AssertionError: Rejected promise returned by test\nat domain\.test\.ts:5:36/,
  );
});

test('a run that AVA did not finish has failed, whatever was counted', (t) => {
  const { report } = read(tap.slice(0, tap.indexOf('not ok 3')));
  t.is(report.counts, undefined);
  t.deepEqual([count(report, 1).passed, count(report, 1).failed], [1, 1]);
  t.is(count(read('').report, 137).failed, 1);
});
