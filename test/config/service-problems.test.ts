import test from 'ava';
import { problemsOf, type Expected } from './adapters.js';

const sites = 'sites: [{name: site_1, target: {type: process, url: http://a}}]';
const head = `version: 1\n${sites}\n`;
const cart = (rest: string) =>
  `${head}services:\n  - service: cart\n    repository: r\n    start: x\n    ${rest}`;
const s = 'services[0]';
const check = 'kind: threshold, metric: error-ratio';

/** [title, text, problems] of what stands on line 7, below a service that is good. */
const table: readonly (readonly [title: string, text: string, ...expected: Expected[]])[] = [
  ['a branch with a space', cart('branch: my branch'), ['config-not-allowed', 7, 13, `${s}.branch`]],
  ['a full name of a branch', cart('branch: refs/heads/main'), ['config-not-allowed', 7, 13, `${s}.branch`]],
  [
    'a path from the root of the disk',
    cart("paths: ['/src/**']"),
    ['config-not-allowed', 7, 13, `${s}.paths[0]`],
  ],
  ['an unknown site', cart('sites: [site_2]'), ['config-unknown-site', 7, 13, `${s}.sites[0]`, 'site_1']],
  ['a site as text', cart('sites: site_1'), ['config-wrong-type', 7, 12, `${s}.sites`, '[site_1]']],
  [
    'a site given to a service twice',
    cart('sites: [site_1, site_1]'),
    ['config-duplicate', 7, 21, `${s}.sites[1]`],
  ],
  ['health without a slash', cart('health: healthz'), ['config-not-allowed', 7, 13, `${s}.health`]],
  [
    'a variable that is a number',
    cart('env: {PORT: 80}'),
    ['config-wrong-type', 7, 17, `${s}.env.PORT`, '"80"'],
  ],
  ['a variable with a dash', cart('env: {A-B: c}'), ['config-not-allowed', 7, 11, `${s}.env.A-B`]],
  [
    'an environment file that is not absolute',
    cart('envFile: .env'),
    ['config-not-allowed', 7, 14, `${s}.envFile`],
  ],
  ['a number as text', cart("instances: '3'"), ['config-wrong-type', 7, 16, `${s}.instances`, '3']],
  ['no instances', cart('instances: 0'), ['config-not-allowed', 7, 16, `${s}.instances`]],
  ['half an instance', cart('instances: 1.5'), ['config-wrong-type', 7, 16, `${s}.instances`]],
  [
    'a weight without its unit',
    cart('canary: {weight: 10}'),
    ['config-no-unit', 7, 22, `${s}.canary.weight`, '10%'],
  ],
  [
    'a weight as a ratio',
    cart('canary: {weight: 0.1}'),
    ['config-no-unit', 7, 22, `${s}.canary.weight`, '10%'],
  ],
  ['no weight', cart('canary: {weight: 0%}'), ['config-not-allowed', 7, 22, `${s}.canary.weight`]],
  ['too much weight', cart('canary: {weight: 101%}'), ['config-not-allowed', 7, 22, `${s}.canary.weight`]],
  [
    'a duration without its unit',
    cart('analysis: {duration: 10}'),
    ['config-no-unit', 7, 26, `${s}.analysis.duration`, '10s or 10m'],
  ],
  [
    'a duration in words',
    cart('analysis: {duration: 10 minutes}'),
    ['config-not-allowed', 7, 26, `${s}.analysis.duration`, '10m'],
  ],
  [
    'a duration of nothing',
    cart('analysis: {duration: 0s}'),
    ['config-not-allowed', 7, 26, `${s}.analysis.duration`],
  ],
  [
    'a duration without end',
    cart(`analysis: {duration: ${'9'.repeat(400)}d}`),
    ['config-not-allowed', 7, 26, `${s}.analysis.duration`],
  ],
  [
    'a duration left out',
    cart('analysis: {duration: }'),
    ['config-wrong-type', 7, 16, `${s}.analysis.duration`],
  ],
  ['an analysis as text', cart('analysis: 10m'), ['config-wrong-type', 7, 15, `${s}.analysis`]],
  [
    'less at most than at least',
    cart('analysis: {duration: 5m, maxDuration: 4m}'),
    ['config-conflict', 7, 43, `${s}.analysis.maxDuration`],
  ],
  [
    'too few polls',
    cart('analysis: {duration: 1m, interval: 21s}'),
    ['config-conflict', 7, 40, `${s}.analysis.interval`],
  ],
  ['no checks', cart('checks: []'), ['config-not-allowed', 7, 13, `${s}.checks`]],
  [
    'a check of an unknown metric',
    cart('checks: [{kind: threshold, metric: errors}]'),
    ['config-not-allowed', 7, 40, `${s}.checks[0].metric`],
  ],
  [
    'a check without a kind',
    cart('checks: [{metric: error-ratio, max: 1%}]'),
    ['config-missing-key', 7, 14, `${s}.checks[0].kind`],
  ],
  [
    'a check without a threshold',
    cart(`checks: [{${check}}]`),
    ['config-missing-key', 7, 14, `${s}.checks[0].max`],
  ],
  [
    'a ratio as a bare number',
    cart(`checks: [{${check}, max: 1}]`),
    ['config-no-unit', 7, 58, `${s}.checks[0].max`, '1%'],
  ],
  [
    'a latency in percent',
    cart('checks: [{kind: threshold, metric: latency, max: 1%}]'),
    ['config-not-allowed', 7, 54, `${s}.checks[0].max`],
  ],
  [
    'a quantile of errors',
    cart(`checks: [{${check}, max: 1%, quantile: 95%}]`),
    ['config-unknown-key', 7, 62, `${s}.checks[0].quantile`],
  ],
  [
    'a minimum above the maximum',
    cart(`checks: [{${check}, max: 1%, min: 2%}]`),
    ['config-conflict', 7, 67, `${s}.checks[0].min`],
  ],
  [
    'a window beyond the analysis',
    cart(`checks: [{${check}, max: 1%, window: 11m}]`),
    ['config-conflict', 7, 70, `${s}.checks[0].window`],
  ],
  [
    'more breaches than polls',
    cart(`checks: [{${check}, max: 1%, breaches: 3 of 2}]`),
    ['config-not-allowed', 7, 72, `${s}.checks[0].breaches`],
  ],
  [
    'two checks of a name',
    cart(`checks: [{${check}, max: 1%}, {${check}, max: 2%, name: error ratio}]`),
    ['config-duplicate', 7, 117, `${s}.checks[1].name`],
  ],
  [
    'a name of a check on two lines',
    cart(`checks: [{${check}, max: 1%, name: "a\\nb"}]`),
    ['config-not-allowed', 7, 68, `${s}.checks[0].name`],
  ],
  [
    'only checks that warn',
    cart(`checks: [{${check}, max: 1%, required: false}]`),
    ['config-conflict', 7, 13, `${s}.checks`],
  ],
  [
    'a judge without a unit',
    cart('judge: {blip: 15}'),
    ['config-no-unit', 7, 19, `${s}.judge.blip`, '15s or 15m'],
  ],
  ['a mode to come', cart('mode: observe'), ['config-not-supported', 7, 11, `${s}.mode`]],
  ['a mode that will never be', cart('mode: yolo'), ['config-not-allowed', 7, 11, `${s}.mode`]],
  [
    'policies that are none',
    cart('policy: {catastrophe: at-once, merges: superseed, quarantine: 1d}'),
    ['config-not-allowed', 7, 27, `${s}.policy.catastrophe`],
    ['config-not-allowed', 7, 44, `${s}.policy.merges`, 'supersede'],
    ['config-not-allowed', 7, 67, `${s}.policy.quarantine`],
  ],
  [
    'a policy that is none',
    cart('policy: {unproven: roll-out}'),
    ['config-not-allowed', 7, 24, `${s}.policy.unproven`, 'rollout'],
  ],
];

for (const [title, text, ...expected] of table) {
  test(`refuses ${title}`, (t) => {
    t.deepEqual(problemsOf(text), expected);
  });
}
