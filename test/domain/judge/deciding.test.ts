import test from 'ava';
import type { StreamEvidence } from '../../../src/domain/judge/evidence.js';
import { lookSays } from '../../../src/domain/judge/last-look.js';
import { defaults } from '../../../src/domain/judge/rules.js';
import { newStream } from '../../../src/domain/judge/stream.js';
import { defaultTuning, rulesFor } from '../../../src/domain/judge/tuning.js';
import { verdict } from '../../../src/domain/judge/verdict.js';
import { counted, errorRatio, follow, judging, known, story } from '../../helpers/judging.js';

const told = (lines: readonly string[]) => lines.filter((line) => !/explained|calibrat/.test(line));
const policy = judging(['s']).policy;

test('ten checks that agree warn no later than one check alone', (t) => {
  const checks = Array.from({ length: 10 }, (_, i) => ({ ...errorRatio, name: `error ratio ${i}` }));
  const failing = (k: number) => [counted('s', [k > 60 ? 2 : 0, 250, 0, 250])];
  const warned = (settings: typeof checks) =>
    Number.parseInt(told(story(follow(judging(['s'], { checks: settings }), failing, 130)))[0] ?? '');
  const [one, ten] = [warned([errorRatio]), warned(checks)];
  t.true(ten <= one, `ten at poll ${ten}, one at poll ${one}`);
});

test('a site whose evidence points to harm is not covered by the good of all sites', (t) => {
  const sites = ['s', 'u', 'v'];
  const calibration = Object.fromEntries(sites.map((site) => [site, known()]));
  const settings = judging(sites, { judge: { ...judging(sites).judge, calibration } });
  const healthy = (site: string) => counted(site, [2, 2_500, 2, 2_500]);
  const leaning = (k: number) => counted('v', [k >= 90 && k % 4 === 0 ? 1 : 0, 10, 0, 10]);
  const lines = told(story(follow(settings, (k) => [healthy('s'), healthy('u'), leaning(k)], 240)));
  t.deepEqual(lines, ['120 extend', '148 roll-back']);
});

test('a dying canary is waited for where the policy says so', (t) => {
  const settings = judging(['s'], { policy: { ...policy, catastrophe: 'wait' } });
  const lines = told(story(follow(settings, (k) => [counted('s', [k > 60 ? 250 : 0, 250, 0, 250])], 240)));
  t.regex(lines[0] ?? '', /^6\d warn$/);
  t.regex(lines.at(-1) ?? '', /^12\d roll-back$/);
});

test('all sites together may be bad while each alone is good: that waits for its last look', (t) => {
  const stream = (more: Partial<StreamEvidence>): StreamEvidence => ({
    ...{ check: 'error ratio', site: 's', required: true, evidence: 'good', confirmed: false },
    ...{ catastrophe: false, pool: false, because: '' },
    ...{ figure: { check: 'error ratio', site: 's', unit: 'ratio' } },
    ...more,
  });
  const clock = { startedAt: 0, deadline: 600_000, latest: 1_200_000, interval: 5_000 };
  const at = (now: number, all: Partial<StreamEvidence>) =>
    verdict(policy, { bad: [] }, { ...clock, lookedAt: now - 5_000 }, now, [
      stream({}),
      stream({ site: 'all sites', pool: true, ...all }),
    ]);
  const waiting = at(600_000, { evidence: 'bad' });
  t.true(waiting.lastLook);
  t.is(waiting.advice.kind, 'warn');
  t.is(at(605_000, { evidence: 'bad', confirmed: true }).advice.kind, 'roll-back');
  t.is(at(600_000, { evidence: 'thin' }).advice.kind, 'roll-out');
});

test('the last look asks for more where errors lie on one instance', (t) => {
  const rules = { ...defaults, ...rulesFor(defaultTuning, usual(false), 1) };
  const bad = { ...newStream(rules, 1, true, 2), bad: { top: 10, since: 0 } };
  const confirmed = (raise: number) =>
    lookSays(rules, bad, rules.lookEvidence * 1.5, 'after', raise, false).confirmed;
  t.true(confirmed(1));
  t.false(confirmed(2));
});

test('rolling back at once allows itself a fifth of the false alarms', (t) => {
  t.is(rulesFor(defaultTuning, usual(false), 1).alpha, 0.05);
  t.is(rulesFor(defaultTuning, usual(true), 1).alpha, 0.01);
  t.is(rulesFor({ ...defaultTuning, alpha: 0.02 }, usual(true), 1).alpha, 0.02);
});

function usual(atOnce: boolean) {
  return {
    ...{ duration: 600_000, maxDuration: 1_200_000, interval: 5_000, atOnce },
    ...{ day: true, canaryRate: 50, single: false },
  };
}
