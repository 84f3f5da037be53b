import test from 'ava';
import { deploymentControls, type DeploymentControl } from '../../../src/domain/controls.js';
import { rule, table, type Standing } from '../../../src/domain/controls/table.js';
import type { Phase } from '../../../src/domain/deployment.js';

const calm: Standing = {
  phase: 'preparing',
  held: false,
  skips: false,
  isDue: false,
  stuck: [],
  neverBack: false,
  undoes: false,
};

/** `+` taken, `-` refused; the effect, and what is answered. */
type Row = readonly [Phase, DeploymentControl, Partial<Standing>, string];

const goesOn = '- nothing is held: it goes on by itself';
const noRollback = '- there is no rollback to leave: abort it, and it is rolled back';
const skip = '+ skip: rolling out as soon as the canaries are healthy, without analysis';

const rows: readonly Row[] = [
  ['preparing', 'abort', {}, '+ abort: nothing was changed yet'],
  ['preparing', 'hold', {}, '+ hold: it waits before it changes anything'],
  ['preparing', 'hold', { held: true }, '+ already held'],
  ['preparing', 'resume', {}, goesOn],
  ['preparing', 'resume', { held: true }, '+ release: it goes on'],
  ['preparing', 'promote', {}, skip],
  ['preparing', 'promote', { skips: true }, '+ promoted already'],
  ['preparing', 'leave', {}, noRollback],
  ['deploying', 'abort', {}, '+ abort: rolling back everywhere'],
  [
    'deploying',
    'hold',
    {},
    '+ hold: it is deployed and looked at, and decides nothing until it is resumed or promoted',
  ],
  ['deploying', 'resume', {}, goesOn],
  ['deploying', 'resume', { held: true }, '+ release: it goes on'],
  ['deploying', 'promote', {}, skip],
  ['deploying', 'leave', {}, noRollback],
  ['analyzing', 'abort', {}, '+ abort: rolling back everywhere'],
  [
    'analyzing',
    'hold',
    {},
    '+ hold: it is looked at, and the deadline decides nothing until it is resumed or promoted',
  ],
  ['analyzing', 'hold', { held: true }, '+ already held'],
  ['analyzing', 'resume', {}, goesOn],
  ['analyzing', 'resume', { held: true }, '+ answer: it goes on with the same deadline'],
  ['analyzing', 'resume', { held: true, isDue: true }, '+ answer: a fresh look decides'],
  ['analyzing', 'promote', { held: true }, '+ answer: rolling out'],
  ['analyzing', 'promote', {}, '+ answer: rolling out'],
  ['analyzing', 'leave', {}, noRollback],
  ['held', 'abort', {}, '+ abort: rolling back everywhere'],
  ['held', 'hold', {}, '+ already waiting'],
  ['held', 'resume', {}, '+ answer: one more window of analysis'],
  ['held', 'promote', {}, '+ answer: rolling out'],
  ['held', 'leave', {}, noRollback],
  [
    'held',
    'resume',
    { undoes: true },
    '- nothing is known to go on with: abort it to roll back, or leave it',
  ],
  [
    'held',
    'promote',
    { undoes: true },
    '- nothing is known to roll out: abort it to roll back, or leave it and merge again',
  ],
  ['held', 'leave', { undoes: true }, '+ leave: every site stays as it is'],
  ['rolling-out', 'abort', {}, '+ abort: rolling back everywhere'],
  ['rolling-out', 'hold', {}, '- a rollout is not held: abort it instead'],
  ['rolling-out', 'resume', {}, goesOn],
  ['rolling-out', 'promote', {}, '+ rolling out already'],
  ['rolling-out', 'leave', {}, '- a rollout leaves no site out: abort it instead'],
  ['rolling-back', 'abort', {}, '+ it is being rolled back already'],
  ['rolling-back', 'abort', { aborted: { by: 'ann' } }, '+ it is being rolled back already'],
  ['rolling-back', 'hold', {}, '- a rollback is never held'],
  ['rolling-back', 'resume', {}, goesOn],
  ['rolling-back', 'resume', { stuck: ['site_2'] }, '+ retry: trying again now: site_2'],
  ['rolling-back', 'promote', {}, '- it is being rolled back: lift its commit, or merge again'],
  ['rolling-back', 'leave', {}, '- no site is stuck: the rollback goes on by itself'],
  ['rolling-back', 'leave', { stuck: ['site_2'] }, '+ leave: left as they are: site_2'],
  ...(['verifying', 'done'] as const).flatMap((phase): Row[] => [
    [phase, 'abort', {}, '- too late, use rollback'],
    [phase, 'hold', {}, '- too late to hold: it is over'],
    [phase, 'resume', {}, '- nothing is held: it is over'],
    [phase, 'promote', {}, '- too late to promote: it is over'],
    [phase, 'leave', {}, '- there is no rollback to leave: it is over'],
  ]),
];

const ruled = (...[control, standing, asked]: Parameters<typeof rule>) => {
  const { accepted, effect, next } = rule(control, standing, asked);
  return `${accepted ? '+' : '-'} ${effect ? `${effect}: ` : ''}${next}`;
};

for (const [phase, control, facts, is] of rows) {
  const told = Object.keys(facts).length > 0 ? `, ${JSON.stringify(facts)}` : '';
  test(`${phase}: ${control}${told}`, (t) => t.is(ruled(control, { ...calm, phase, ...facts }), is));
}

test('every cell of the state table is tested', (t) => {
  const cells = Object.keys(table).flatMap((phase) => deploymentControls.map((c) => `${phase} ${c}`));
  t.deepEqual(new Set(rows.map(([phase, control]) => `${phase} ${control}`)), new Set(cells));
});

test('of two words in one task an abort beats the others, and of the others the first stays', (t) => {
  const analyzing: Standing = { ...calm, phase: 'analyzing', held: true };
  const aborted = { ...analyzing, aborted: { by: 'ann' } };
  t.is(ruled('promote', aborted), '- ann aborted it already');
  t.is(ruled('abort', aborted), '+ ann aborted it already');
  const promoted = { ...analyzing, answered: { control: 'promote', by: 'ann' } } as const;
  t.is(ruled('promote', promoted), '+ ann promoted it already');
  t.is(ruled('resume', promoted), '- ann promoted it already');
  t.is(ruled('abort', promoted), '+ abort: rolling back everywhere');
});

test('a newer merge takes no place of what rolls out, nor of what only a person may roll back', (t) => {
  const superseded = { superseded: true };
  t.is(
    ruled('abort', { ...calm, phase: 'rolling-out' }, superseded),
    '- it is rolling out: the newer merge is next',
  );
  t.is(ruled('abort', { ...calm, phase: 'analyzing' }, superseded), '+ abort: rolling back everywhere');
  t.regex(ruled('abort', { ...calm, phase: 'analyzing', neverBack: true }, superseded), /^- its commit says/);
  t.is(ruled('abort', { ...calm, neverBack: true }, superseded), '+ abort: nothing was changed yet');
});

test('only sites that are stuck are left', (t) => {
  const standing: Standing = { ...calm, phase: 'rolling-back', stuck: ['site_1', 'site_2'] };
  t.is(ruled('leave', standing, { sites: ['site_2'] }), '+ leave: left as they are: site_2');
  t.is(ruled('leave', standing, { sites: ['site_3'] }), '- only these sites are stuck: site_1, site_2');
});
