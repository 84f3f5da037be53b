import type { DeploymentControl } from '../../../src/domain/controls.js';
import type { OutcomeKind, Phase } from '../../../src/domain/deployment.js';

/** A cell of the state table, as a deployment lives it. */
export interface Cell {
  readonly phase: Phase;
  readonly control: DeploymentControl;
  /** Said before, in the same phase. */
  readonly after?: DeploymentControl;
  /** Said later, to end what would wait for hours, once its deadline is over. */
  readonly then?: DeploymentControl;
  /** The rollback is stuck at site_2. */
  readonly stuck?: true;
  readonly accepted: boolean;
  readonly next: RegExp;
  /** Among what is posted. */
  readonly says?: string;
  readonly ends: OutcomeKind;
  readonly why: RegExp;
}

const no = { accepted: false } as const;
const yes = { accepted: true } as const;
const out = { ends: 'rolled-out' } as const;
const green = { ...out, why: /^all checks are green/ };
const back = { ends: 'rolled-back', why: /^the checks failed too much/ } as const;
const nobody = { ends: 'rolled-back', why: /^nobody decided in time/ } as const;
const aborted = { ends: 'aborted', why: /^ann aborted it: I know why$/ } as const;
const promoted = { ...out, why: /^ann promoted it: I know why/ };
const byAnn = (did: string, then: string) => `@ann ${did} cart: "I know why". ${then}`;
const undone = { says: byAnn('aborted', 'I will roll this back.') };
const noLeave = { ...no, next: /^there is no rollback to leave/ };
const nothingHeld = { ...no, next: /^nothing is held/ };
const skipped = {
  says: byAnn('promoted', 'I will roll this out as soon as its canaries are healthy, without analysis.'),
};

/** Every phase and control; each is played by signal and by update, and an abort by cancellation as well. */
export const cells: readonly Cell[] = [
  {
    ...{ phase: 'preparing', control: 'abort', ...yes, next: /^nothing was changed yet$/ },
    ...{ says: byAnn('aborted', 'Nothing was changed.'), ...aborted },
  },
  {
    ...{ phase: 'preparing', control: 'hold', ...yes, next: /^it waits before it changes anything$/ },
    ...{ then: 'promote', ...promoted, why: /^ann promoted it: I know why \(ann held it: I know why\)$/ },
  },
  {
    ...{ phase: 'preparing', control: 'resume', after: 'hold', ...yes, next: /^it goes on$/ },
    ...{ says: byAnn('resumed', 'I go on.'), ...green },
  },
  {
    phase: 'preparing',
    control: 'promote',
    ...yes,
    next: /^rolling out as soon as/,
    ...skipped,
    ...promoted,
  },
  { phase: 'preparing', control: 'leave', ...noLeave, ...green },
  { phase: 'deploying', control: 'abort', ...yes, next: /^rolling back everywhere$/, ...undone, ...aborted },
  {
    ...{ phase: 'deploying', control: 'hold', ...yes, next: /^it is deployed and looked at/ },
    ...{ then: 'promote', ...promoted },
  },
  {
    ...{ phase: 'deploying', control: 'resume', after: 'hold', ...yes, next: /^it goes on$/ },
    ...{ says: byAnn('resumed', 'I go on.'), ...green },
  },
  {
    phase: 'deploying',
    control: 'promote',
    ...yes,
    next: /^rolling out as soon as/,
    ...skipped,
    ...promoted,
  },
  { phase: 'deploying', control: 'leave', ...noLeave, ...green },
  { phase: 'analyzing', control: 'abort', ...yes, next: /^rolling back everywhere$/, ...undone, ...aborted },
  {
    ...{ phase: 'analyzing', control: 'hold', ...yes, next: /^it is looked at/ },
    ...{ then: 'resume', says: byAnn('resumed', 'A fresh look decides.'), ...green },
  },
  {
    ...{ phase: 'analyzing', control: 'resume', after: 'hold', ...yes },
    // On a busy machine its deadline, of half a second, may have passed.
    ...{ next: /^(it goes on with the same deadline|a fresh look decides)$/, ...green },
  },
  { phase: 'analyzing', control: 'resume', ...nothingHeld, ...green },
  {
    ...{ phase: 'analyzing', control: 'promote', ...yes, next: /^rolling out$/ },
    ...{ says: byAnn('promoted', 'I will roll this out.'), ...promoted },
  },
  { phase: 'analyzing', control: 'leave', ...noLeave, ...green },
  { phase: 'held', control: 'abort', ...yes, next: /^rolling back everywhere$/, ...undone, ...aborted },
  { phase: 'held', control: 'hold', ...yes, next: /^already waiting$/, ...nobody },
  { phase: 'held', control: 'resume', ...yes, next: /^one more window of analysis$/, ...nobody },
  {
    ...{ phase: 'held', control: 'promote', ...yes, next: /^rolling out$/ },
    ...{ says: byAnn('promoted', 'I will roll this out.'), ...promoted },
  },
  { phase: 'held', control: 'leave', ...noLeave, ...nobody },
  {
    phase: 'rolling-out',
    control: 'abort',
    ...yes,
    next: /^rolling back everywhere$/,
    ...undone,
    ...aborted,
  },
  { phase: 'rolling-out', control: 'hold', ...no, next: /abort it instead$/, ...green },
  { phase: 'rolling-out', control: 'resume', ...nothingHeld, ...green },
  { phase: 'rolling-out', control: 'promote', ...yes, next: /^rolling out already$/, ...green },
  { phase: 'rolling-out', control: 'leave', ...no, next: /abort it instead$/, ...green },
  { phase: 'rolling-back', control: 'abort', ...yes, next: /^it is being rolled back already$/, ...back },
  { phase: 'rolling-back', control: 'hold', ...no, next: /^a rollback is never held$/, ...back },
  { phase: 'rolling-back', control: 'resume', ...nothingHeld, ...back },
  {
    ...{ phase: 'rolling-back', control: 'resume', stuck: true, ...yes },
    ...{ next: /^trying again now: site_2$/, ...back },
  },
  { phase: 'rolling-back', control: 'promote', ...no, next: /lift its commit, or merge again$/, ...back },
  { phase: 'rolling-back', control: 'leave', ...no, next: /^no site is stuck/, ...back },
  {
    ...{ phase: 'rolling-back', control: 'leave', stuck: true, ...yes, next: /^left as they are: site_2$/ },
    ...{ says: byAnn('left', 'I leave site_2 as it is.'), ends: 'rollback-failed' },
    why: /^the checks failed too much \(ann left site_2: I know why\)$/,
  },
  ...(['verifying', 'done'] as const).flatMap((phase): Cell[] => {
    const rest = phase === 'verifying' ? back : green;
    return [
      { phase, control: 'abort', ...no, next: /^too late, use rollback$/, ...rest },
      { phase, control: 'hold', ...no, next: /^too late to hold: it is over$/, ...rest },
      { phase, control: 'resume', ...no, next: /^nothing is held: it is over$/, ...rest },
      { phase, control: 'promote', ...no, next: /^too late to promote: it is over$/, ...rest },
      { phase, control: 'leave', ...no, next: /^there is no rollback to leave: it is over$/, ...rest },
    ];
  }),
];
