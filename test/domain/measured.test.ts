import test from 'ava';
import { durationsOf } from '../../src/domain/measured.js';

const at = (seconds: number) => Date.parse('2026-11-23T13:00:00Z') + seconds * 1000;
const received = '2026-11-23T13:00:00Z';
const times = { started: at(2), analyzing: at(10), 'rolling-back': at(40) };

test('the durations of a deployment that was rolled back', (t) => {
  t.deepEqual(durationsOf('rolled-back', times, received, at(45)), {
    seconds: 43,
    mergeToCanary: 10,
    detection: 30,
    rollback: 5,
  });
});

test('what never came to pass has no duration, and what a person aborted was not detected', (t) => {
  t.deepEqual(durationsOf('failed', { started: at(2) }, received, at(3)), { seconds: 1 });
  t.false('detection' in durationsOf('aborted', times, received, at(45)));
});

test('a merge that came from a clock that is ahead took no time, rather than less', (t) => {
  t.is(durationsOf('rolled-out', times, '2026-11-23T14:00:00Z', at(45)).mergeToCanary, 0);
  t.false('mergeToCanary' in durationsOf('rolled-out', times, 'some day', at(45)));
});
