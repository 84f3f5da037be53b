import test from 'ava';
import { guess } from '../../../src/domain/judge/calibration.js';
import { planJudge, type Plannable } from '../../../src/domain/judge/planning.js';
import { defaultTuning } from '../../../src/domain/judge/tuning.js';
import { known } from '../../helpers/judging.js';

const minutes = (n: number) => n * 60_000;

/** A service of which nobody said how long its analysis lasts, with so many requests a second for the canary. */
const planned = (rate: number, more: Partial<Plannable> = {}) => {
  const { analysis, judge } = planJudge({
    tuning: defaultTuning,
    calibration: { s: known(rate) },
    weight: 0.5,
    instances: 2,
    canaryInstances: 2,
    analysis: { duration: minutes(10), maxDuration: minutes(20), interval: 5_000, prepareTimeout: 60_000 },
    fixedDuration: false,
    ...more,
  });
  const { duration, maxDuration } = analysis;
  return {
    duration: Math.round(duration / 60_000),
    maxDuration: Math.round(maxDuration / 60_000),
    undecidable: judge.undecidable,
  };
};

test('the traffic says how long an analysis lasts, within 10 to 60 minutes', (t) => {
  t.like(planned(50), { duration: 10, maxDuration: 20, undecidable: undefined });
  t.like(planned(1.5), { duration: 46, maxDuration: 92, undecidable: undefined });
  t.like(planned(0.1), { duration: 60, maxDuration: 120 });
  t.regex(planned(0.1).undecidable ?? '', /^there is too little traffic to decide within an hour/);
});

test('a service that is known to have no requests can never be decided; one of which nothing is known may be', (t) => {
  t.regex(planned(0).undecidable ?? '', /^there is too little traffic/);
  t.is(planned(0, { calibration: { s: guess('a test', false) } }).undecidable, undefined);
});

test('what is configured or allowed at most bounds it', (t) => {
  t.like(planned(1.5, { mostDuration: minutes(60) }), { duration: 46, maxDuration: 60 });
  t.like(planned(1.5, { mostDuration: minutes(15) }), { duration: 15, maxDuration: 15 });
  t.like(planned(50, { mostDuration: minutes(5) }), { duration: 5, maxDuration: 5 });
});

test('a configured duration runs as it says', (t) => {
  t.like(planned(0.1, { fixedDuration: true }), { duration: 10, maxDuration: 20, undecidable: undefined });
});
