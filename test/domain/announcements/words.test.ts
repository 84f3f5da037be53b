import test from 'ava';
import type { Announcement } from '../../../src/domain/announcements/announcement.js';
import type { Version } from '../../../src/domain/release.js';
import { driftOf } from '../../../src/domain/drift.js';
import { render, type Dialect } from '../../../src/domain/announcements/words.js';

const plain: Dialect = { text: (t) => t, link: (url) => `<${url}>` };
const service = 'my-amazing-service';
const change = {
  commit: 'ac3a6c5f00',
  subject: 'Adding loads of new features!',
  author: 'jane',
  reviewers: ['joe'],
  link: 'https://github.com/spotify/my-amazing-service/commit/ac3a6c',
};
const until = '2026-11-23T13:10:00.000Z';
const start: Announcement = { kind: 'starting', service, id: 'abc123', change, also: [], until, firstAt: [] };
const version = (commit: string): Version => ({
  commit,
  repository: 'shop.git',
  start: 'node server.js',
  health: { path: '/', interval: 100, timeout: 1_000 },
  env: {},
  instances: 1,
  canaryInstances: 1,
});
const ratio = (site: string, before: number, after: number) =>
  ({ check: 'error ratio', site, unit: 'ratio', before, after }) as const;

const golden: [Announcement, string][] = [
  [
    start,
    `Starting analysis of my-amazing-service with deployment id abc123
"Adding loads of new features!" by @jane, reviewed by @joe
See <https://github.com/spotify/my-amazing-service/commit/ac3a6c>
Will do the analysis until 13:10:00 UTC`,
  ],
  [
    { kind: 'failing', service, problems: [ratio('site_2', 0, 0.021)] },
    `The checks for my-amazing-service are failing. I will soon roll this back if it doesn't recover.
Problems are:
Metric error ratio in site_2 increased from .0% to 2.1%`,
  ],
  [
    { kind: 'failed-too-much', service, problems: [ratio('site_2', 0, 0.037)] },
    `The checks for my-amazing-service have failed too much. I will roll this back. Problems are:
Metric error ratio in site_2 increased from .0% to 3.7%`,
  ],
  [
    { kind: 'all-green', service, results: ['site_1', 'site_2', 'site_3'].map((s) => ratio(s, 0, 0)) },
    `The checks for my-amazing-service are all green. I will roll this out. Check results are:
Metric error ratio in site_1 remained at .0%
Metric error ratio in site_2 remained at .0%
Metric error ratio in site_3 remained at .0%`,
  ],
  [
    { kind: 'recovered', service: 'X', until },
    'The checks for X have recovered. The analysis goes on until 13:10:00 UTC',
  ],
  [
    { kind: 'rolled-out', service: 'X', sites: ['site_1', 'site_2', 'site_3'], commit: 'ac3a6c5f00' },
    'Rolled out X: site_1, site_2, site_3 run ac3a6c',
  ],
  [
    {
      kind: 'rolled-back',
      service: 'X',
      sites: ['site_1', 'site_2', 'site_3'].map((site) => ({ site, commit: '77f01b2200' })),
    },
    'Rolled back X: site_1, site_2, site_3 run 77f01b again',
  ],
  [
    { kind: 'aborted', service: 'X', by: 'ann', reason: 'wrong flag', undo: true },
    '@ann aborted X: "wrong flag". I will roll this back.',
  ],
  [
    { kind: 'telemetry-lost', service: 'X', site: 'site_2', seconds: 60 },
    'No metrics from X in site_2 for 60 s. This is not counted against the canary.',
  ],
  [
    { kind: 'unproven', service: 'X', results: [] },
    'Nothing bad was seen in X, but there was too little traffic to be sure. I will roll this out unproven.',
  ],
  [
    { kind: 'unproven', because: 'doubted', service: 'X', results: [] },
    'X was bad at the deadline, and the last look could not tell whether it still is. I will roll this out unproven.',
  ],
  [
    { kind: 'unproven-rollback', because: 'no-data', service: 'X' },
    'There are no metrics of X to decide by. I will roll this back.',
  ],
  [
    { kind: 'could-not-start', service: 'X', site: 'site_2', reason: 'it crashed', output: [] },
    'The canary of X could not be started in site_2: it crashed. I will undo it.',
  ],
  [
    { kind: 'extended', service: 'X', until: '2026-11-23T13:20:00.000Z' },
    'There is not enough to decide about X yet. I will look until 13:20:00 UTC.',
  ],
  [
    { kind: 'asking', service: 'X', why: 'there are no metrics', until: '2026-11-23T17:20:00.000Z' },
    'I cannot decide about X: there are no metrics. Please promote or abort it; I will roll it back at 17:20:00 UTC.',
  ],
  [
    { kind: 'sick-baseline', service: 'X', figure: ratio('site_2', 0.04, 0.04) },
    'The version beside it fails as well: error ratio 4.0% in site_2. If this is the fix for it, promote rolls it out anyway.',
  ],
  [
    { kind: 'stable-changed', service: 'X', site: 'site_2', reason: 'It runs 77f01b as stable now.' },
    'I will not replace X in site_2, and take the canary back everywhere. It runs 77f01b as stable now.',
  ],
  [
    { kind: 'workflow-failing', service: 'X', workflow: 'deployment.X', times: 3 },
    `I cannot go on with X: the workflow deployment.X has failed 3 times in a row. This is a fault of mine, not of X.
See the log of the worker for it. Services run on as they are; I go on by myself with a worker that can.`,
  ],
];

for (const [announcement, words] of golden) {
  const because = 'because' in announcement ? `, ${announcement.because}` : '';
  test(`golden words: ${announcement.kind}${because}`, (t) => t.is(render(announcement, plain), words));
}

test('a change without reviewers says so, several are all named, waiting merges are listed', (t) => {
  const also = [{ commit: '77f01b2200', subject: 'Fix rounding', author: 'kim', reviewers: [] }];
  const text = (reviewers: string[]) => render({ ...start, change: { ...change, reviewers }, also }, plain);
  t.regex(text([]), /" by @jane, not reviewed\n/);
  t.regex(text(['joe', 'kim']), /" by @jane, reviewed by @joe, @kim\n/);
  t.regex(text([]), /\nAlso contains 77f01b "Fix rounding" by @kim\n/);
});

test('sites that run another version than they should are named', (t) => {
  const [ours, other] = ['77f01b2200', 'ab12cd3300'];
  const drift = (commits: readonly (string | undefined)[], believed?: string) => {
    const sites = commits.map((commit, i) => {
      const at = { site: `site_${i + 1}`, service, target: { type: 'test' } };
      return { at, ...(commit && { stable: version(commit) }) };
    });
    return render({ ...start, drift: driftOf(sites, believed) }, plain)
      .split('\n')
      .slice(3, -1);
  };
  t.deepEqual(drift([ours, other, ours]), ['site_2 runs ab12cd, not 77f01b as elsewhere']);
  t.deepEqual(drift([ours, other, other], ours), ['site_2, site_3 run ab12cd, not 77f01b as elsewhere']);
  t.deepEqual(drift([other, other], ours), [
    'site_1, site_2 run ab12cd, not 77f01b, which I rolled out last',
  ]);
  t.deepEqual(drift([ours, undefined, ours], ours), []);
  t.deepEqual(drift([undefined, undefined]), []);
});

test('figures: equal after rounding remained, less decreased, none had no requests, latency in ms', (t) => {
  const line = (before: number | undefined, after: number | undefined, unit: 'ratio' | 'ms' = 'ratio') =>
    render(
      {
        kind: 'all-green',
        service,
        results: [
          {
            check: 'm',
            site: 's',
            unit,
            ...(before !== undefined && { before }),
            ...(after !== undefined && { after }),
          },
        ],
      },
      plain,
    ).split('\n')[1];
  t.is(line(0.1201, 0.1199), 'Metric m in s remained at 12.0%');
  t.is(line(0.004, 0.0004), 'Metric m in s decreased from .4% to .0%');
  t.is(line(0.004, undefined), 'Metric m in s had no requests');
  t.is(line(120, 340.2, 'ms'), 'Metric m in s increased from 120 ms to 340 ms');
});

test('foreign text is one clean line and never longer than 300 characters', (t) => {
  const subject = `a\r\nb\u202e\u0007 ${'🎉'.repeat(400)}`;
  const text = render({ ...start, change: { ...change, subject } }, plain);
  const line = text.split('\n')[1] ?? '';
  t.true(line.startsWith('"a b 🎉'));
  t.regex(line, /🎉…" by @jane/u);
  t.is(text.split('\n').length, 4);
});
