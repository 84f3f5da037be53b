import test from 'ava';
import { counted, follow, judging, known, story } from '../../helpers/judging.js';

/** At 50 requests a second each, the canary fails by `share` from poll `from` to poll `to`. */
const failing =
  (share: number, from: number, to = Infinity) =>
  (k: number) => [counted('s', [k >= from && k <= to ? Math.round(250 * share) : 0, 250, 0, 250])];
const atOnce = judging(['s'], {
  policy: { rollback: 'at-once', catastrophe: 'roll-back', unproven: 'rollout', noData: 'hold' },
});
const told = (lines: readonly string[]) => lines.filter((line) => !/explained|calibrat/.test(line));

test('a canary that fails half its requests is rolled back within half a minute', (t) => {
  t.deepEqual(told(story(follow(judging(['s']), failing(0.5, 61), 240))), ['64 roll-back']);
});

test('a whole minute of 30% is a burst and no dying canary', (t) => {
  const lines = told(story(follow(judging(['s']), failing(0.3, 61, 72), 240)));
  t.is(lines.at(-1), '120 roll-out proven');
  t.false(lines.some((line) => line.endsWith('roll-back')));
});

for (const [policy, settings] of [
  ['at-deadline', judging(['s'])],
  ['at-once', atOnce],
] as const) {
  for (const from of [119, 120]) {
    test(`a canary that dies at poll ${from} of 120 is not rolled out, with rollback: ${policy}`, (t) => {
      const lines = told(story(follow(settings, failing(0.5, from), 240)));
      t.regex(lines.at(-1) ?? '', /^12[1-5] roll-back$/);
    });
  }
}

test('a site that may be dying is not covered by the good of all sites', (t) => {
  const sites = ['s', 'u', 'v'];
  const calibration = Object.fromEntries(sites.map((site) => [site, known()]));
  const judge = { ...judging(sites).judge, calibration };
  const settings = judging(sites, { judge, policy: atOnce.policy });
  const healthy = (site: string) => counted(site, [0, 2_500, 0, 2_500]);
  const dying = (k: number) => counted('v', k >= 120 ? [20, 20, 0, 20] : [0, 5, 0, 5]);
  const judged = follow(settings, (k) => [healthy('s'), healthy('u'), dying(k)], 130);
  t.deepEqual(told(story(judged)), ['120 extend', '123 roll-back']);
});
