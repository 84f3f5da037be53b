import test from 'ava';
import { restartClock, startClock, type Clock } from '../../../src/domain/judge/clock.js';
import { judge, type JudgeState } from '../../../src/domain/judge/judge.js';
import { counted, follow, judging, story } from '../../helpers/judging.js';

const told = (lines: readonly string[]) => lines.filter((line) => !/explained|calibrat/.test(line));
const fixed = judging(['s'], { analysis: { duration: 600_000, maxDuration: 600_000, interval: 5_000 } });
const failing =
  (from: number, to = Infinity) =>
  (k: number) => [counted('s', [k > from && k <= to ? 12 : 0, 250, 0, 250])];

test('where the deadline cannot be extended, what is bad still gets its last look', (t) => {
  const lines = told(story(follow(fixed, failing(40), 240)));
  t.deepEqual(lines, ['46 warn', '120 last-look', '122 roll-back']);
});

test('a last look that can tell nothing ends after two minutes, and policy decides', (t) => {
  const silent = (k: number) => (k > 118 ? [counted('s', [0, 0, 0, 0])] : failing(100)(k));
  const lines = told(story(follow(fixed, silent, 240)));
  t.is(lines.at(-1), '144 roll-out unproven');
});

test('nothing bad is decided at a deadline that cannot be extended', (t) => {
  const quiet = (k: number) => [counted('s', k % 10 === 0 ? [0, 1, 0, 1] : [0, 0, 0, 0])];
  t.deepEqual(told(story(follow(fixed, quiet, 240))), ['120 roll-out unproven']);
});

test('after a person resumed, a canary that is bad at the new deadline is rolled back', (t) => {
  const settings = judging(['s']);
  const start = Date.parse('2026-11-23T13:00:00Z');
  const outage = { site: 's', kind: 'provider-error', why: 'It is away.' } as const;
  let clock: Clock = startClock(start, settings.analysis);
  let state: JudgeState | undefined;
  const said: string[] = [];
  for (let k = 1; k <= 400; k += 1) {
    const sites = k <= 240 ? [outage] : [counted('s', [k > 280 ? 12 : 0, 250, 0, 250])];
    const judged = judge(settings, state, clock, { at: start + k * 5_000, sites });
    [state, clock] = [judged.state, judged.clock];
    const { kind } = judged.advice;
    if (kind !== 'continue') said.push(`${k} ${kind}`);
    if (kind === 'ask') clock = restartClock(clock, start + k * 5_000, 600_000);
    if (kind === 'roll-back' || kind === 'roll-out') break;
  }
  t.deepEqual(said, ['120 extend', '240 ask', '288 warn', '362 roll-back']);
});
