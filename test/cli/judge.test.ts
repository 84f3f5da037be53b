import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { CommandContext } from '../../src/cli/context.js';
import { judgeFile } from '../../src/cli/judge.js';
import { readEnvironment } from '../../src/config/environment.js';

/** Keeps what a command prints. */
class Printing extends CommandContext {
  readonly lines: string[] = [];
  data: unknown;

  override print(text: string, data: unknown): void {
    this.lines.push(...text.split('\n'));
    this.data = data;
  }
}

const start = Date.parse('2026-11-23T13:00:00Z');
const head = { service: 'cart', startedAt: '2026-11-23T13:00:00Z', sites: [{ site: 'site_1' }] };

/** So many polls of 5 s, 250 requests each on either arm; `errors` of the canary's fail. */
const polls = (count: number, errors: (k: number) => number) =>
  Array.from({ length: count }, (_, i) => {
    const arm = (instance: string, failed: number) => [{ instance, requests: 250, errors: failed }];
    const reading = {
      site: 'site_1',
      kind: 'counts',
      canary: arm('c1', errors(i + 1)),
      baseline: arm('s1', 0),
    };
    return { at: new Date(start + (i + 1) * 5_000).toISOString(), sites: [reading] };
  });

const platform = (more: string) => `version: 1
sites: [{name: site_1, target: {type: process, url: 'http://127.0.0.1:4300'}}]
notify: {console: {}}
services:
  - {service: cart, repository: /git/cart, start: node server.js, sites: [site_1], ${more}}
`;

async function judge(t: ExecutionContext, lines: readonly unknown[], settings?: string) {
  const folder = await mkdtemp(join(tmpdir(), 'merganser-judge-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const [file, other] = [join(folder, 'run.jsonl'), join(folder, 'strict.yaml')];
  await writeFile(
    file,
    lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
  );
  if (settings !== undefined) await writeFile(other, settings);
  const context = new Printing({ config: join(folder, 'absent.yaml') }, readEnvironment({}), 'jane');
  await judgeFile(context, file, settings === undefined ? undefined : other);
  return { ...context, lines: context.lines.map((line) => line.replace(`${folder}/`, '')) };
}

test('counts that were recorded elsewhere are judged by the built-in settings, look by look', async (t) => {
  const { lines } = await judge(t, [{ deployment: head }, ...polls(150, () => 0)]);
  t.is(lines[0], 'cart, deployment recorded, 150 looks');
  t.is(lines.at(-1), 'By its own settings: roll out, proven, at +600 s');
  const looks = lines.filter((line) => /^\d\d:\d\d:\d\d {2}/.test(line));
  t.is(looks.length, 120, 'no look after the verdict');
  t.regex(
    looks.at(-1) ?? '',
    /^13:10:00 +\+600 s {2}Metric error ratio in site_1 remained at \.0% \(good\)$/,
  );
  t.true(
    lines.some((line) => line.trim().startsWith('The checks for cart are all green. I will roll this out.')),
  );
});

test('a bad canary: what would have been said, when, and why', async (t) => {
  const { lines } = await judge(t, [{ deployment: head }, ...polls(140, (k) => (k > 30 ? 20 : 0))]);
  const said = lines.map((line) => line.trim());
  const at = (start: string) => said.findIndex((line) => line.startsWith(start));
  t.true(at('The checks for cart are failing.') > 0);
  t.true(at('The checks for cart have failed too much.') > at('The checks for cart are failing.'));
  t.true(at('Why:') > at('The checks for cart have failed too much.'));
  t.regex(said.at(-1) ?? '', /^By its own settings: roll back \(failed\) at \+6[0-6]\d s$/);
});

test('other settings stand beside its own, and programs get both', async (t) => {
  const strict = platform('analysis: {duration: 5m}, policy: {rollback: at-once}');
  const { lines, data } = await judge(
    t,
    [{ deployment: head }, ...polls(140, (k) => (k > 30 ? 20 : 0))],
    strict,
  );
  t.regex(lines.at(-2) ?? '', /^By its own settings: roll back \(failed\) at \+6\d\d s$/);
  t.regex(lines.at(-1) ?? '', /^By strict\.yaml: roll back \(failed\) at \+(1[6-9]|2)\d\d? s$/);
  const { judged } = data as { judged: { verdict: string; looks: { elapsed: number }[] }[] };
  t.is(judged.length, 2);
  t.true((judged[1]?.looks.length ?? 0) < (judged[0]?.looks.length ?? 0));
});

test('a recording that ends early has no verdict', async (t) => {
  const { lines } = await judge(t, [{ deployment: head }, ...polls(20, () => 0)]);
  t.is(
    lines.at(-1),
    'By its own settings: no verdict: the recording ends at +100 s, before the deadline of these settings',
  );
});

const [first = {}] = polls(1, () => 0);
const wrong: readonly (readonly [title: string, lines: readonly unknown[], says: RegExp])[] = [
  ['nothing', [''], /run\.jsonl is empty: it is no recording$/],
  ['no looks', [{ deployment: head }], /has no looks to judge$/],
  ['no head', [first, first], /line 1: deployment: /],
  [
    'a line cut off',
    [{ deployment: head }, '{"at": "2026-11-'],
    /line 2: not JSON, or cut off: "\{\\"at\\": /,
  ],
  [
    'a time without zone',
    [{ deployment: head }, { ...first, at: '2026-11-23T13:00:05' }],
    /line 2: at: not an ISO/,
  ],
  [
    'looks out of order',
    [{ deployment: head }, { ...first, at: '2026-11-23T13:01:00Z' }, first],
    /line 3: at: 2026-11-23T13:00:05.000Z is before what stands above it$/,
  ],
  [
    'a negative count',
    [{ deployment: head }, ...polls(1, () => -1)],
    /line 2: sites\.0\.canary\.0\.errors: /,
  ],
  [
    'more errors than requests',
    [{ deployment: head }, ...polls(1, () => 251)],
    /errors: more errors than requests$/,
  ],
  [
    'an unknown site',
    [{ deployment: { ...head, sites: [{ site: 'site_9' }] } }, first],
    /line 2: sites: site_1 is none of the first line's: site_9$/,
  ],
  [
    'an unknown policy',
    [{ deployment: { ...head, plan: { policy: { rollback: 'sometimes' } } } }, first],
    /line 1: deployment\.plan\./,
  ],
];

for (const [title, lines, says] of wrong) {
  test(`a recording with ${title} is refused by line`, async (t) => {
    const error = await t.throwsAsync(() => judge(t, lines));
    t.regex(error?.message ?? '', says);
    t.like(error, { exitCode: 2 });
  });
}

test('a recording or settings that are not there', async (t) => {
  const context = new Printing({}, readEnvironment({}), 'jane');
  await t.throwsAsync(() => judgeFile(context, '/nowhere.jsonl'), {
    message: /^\/nowhere\.jsonl cannot be read: /,
  });
});
