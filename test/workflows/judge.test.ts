import test from 'ava';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { SiteCalibration } from '../../src/domain/judge/calibration.js';
import { counted, errorRatio, known } from '../helpers/judging.js';
import { play, texts } from '../helpers/play.js';
import { stopServers, timeSkipping } from '../helpers/servers.js';
import { world, type World } from '../helpers/world.js';

let env: TestWorkflowEnvironment;
test.before(async () => {
  env = await timeSkipping();
});
test.after.always(stopServers);

const guess: SiteCalibration = {
  guessed: 'it was not answered',
  day: false,
  historyRatio: 0,
  rate: 0,
  phis: { rel: 1.5, abs: 1.5 },
  live: false,
  edges: {},
};

/** Three sites of 50 requests a second on either arm, a poll every 10 s, judged by evidence. */
function judged(errors: (site: string, since: number) => number, calibrated = true): World {
  const w = world(env);
  const calibration = { site_1: known(), site_2: known(), site_3: known() };
  w.plan = (plan) => ({
    ...plan,
    checks: [errorRatio],
    judge: { ...plan.judge, single: false, calibration: calibrated ? calibration : {} },
  });
  w.metrics = (site, since) => counted(site, [errors(site, since), 500, 0, 500]);
  return w;
}

test.serial('a healthy canary is rolled out as proven, and the thread says why', async (t) => {
  const w = judged(() => 0);
  const view = await play(env, w, 'proven');
  t.like(view.outcome, { kind: 'rolled-out', proven: true });
  t.deepEqual(texts(w), [
    'Starting analysis of cart with deployment id abc123',
    'The checks for cart are all green. I will roll this out. Check results are:',
    'Why:',
    'Rolled out cart: site_1, site_2, site_3 run bbbbbb',
  ]);
  t.true(
    view.story.some((said) => /^Why:\nerror ratio in .* is no worse: 0 errors in \d+ requests/.test(said)),
  );
});

test.serial('a canary that is worse is warned of, gets a last look, and is rolled back', async (t) => {
  const w = judged((site, since) => (site === 'site_2' && since > 200_000 ? 10 : 0));
  const view = await play(env, w, 'worse');
  t.is(view.outcome?.kind, 'rolled-back');
  const said = texts(w);
  t.true(said.includes("The checks for cart are failing. I will soon roll this back if it doesn't recover."));
  t.true(said.at(-5)?.startsWith('The deadline for cart is here and a check is still bad.'), said.join('\n'));
  t.deepEqual(said.slice(-4, -1), [
    'The checks for cart have failed too much. I will roll this back. Problems are:',
    'Why:',
    'Rolled back cart: site_1, site_2, site_3 run aaaaaa again',
  ]);
});

test.serial('a canary that dies is rolled back before the deadline', async (t) => {
  const w = judged((_, since) => (since > 300_000 ? 500 : 0));
  const view = await play(env, w, 'dies');
  t.is(view.outcome?.kind, 'rolled-back');
  t.false(texts(w).some((text) => text.startsWith('The deadline')));
});

test.serial('what the judge does not know of the past is said first', async (t) => {
  const w = judged(() => 0, false);
  w.plan = (plan) => ({
    ...plan,
    checks: [errorRatio],
    judge: { ...plan.judge, calibration: { site_1: guess } },
  });
  await play(env, w, 'guessed');
  t.regex(texts(w)[1] ?? '', /^I know too little of the past .*\(site_1: it was not answered\)/);
});

test.serial('where no hour would decide, a person is asked at once', async (t) => {
  const w = judged(() => 0);
  const { plan: usual } = w;
  w.plan = (plan) => {
    const planned = usual?.(plan) ?? plan;
    return { ...planned, judge: { ...planned.judge, undecidable: 'there is too little traffic' } };
  };
  const view = await play(env, w, 'undecidable');
  t.is(view.outcome?.kind, 'rolled-back');
  t.regex(
    texts(w)[1] ?? '',
    /^I cannot decide about cart: there is too little traffic\. Please promote or abort it/,
  );
});
