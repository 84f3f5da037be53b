import type { By } from '../announcements/announcement.js';
import type { DeploymentControl } from '../controls.js';
import type { Phase } from '../deployment.js';

/** What the controls of a deployment depend on, besides its phase. */
export interface Standing {
  readonly phase: Phase;
  /** A person said `hold`, and nobody has resumed it. */
  readonly held: boolean;
  /** A person said `promote` before the analysis began. */
  readonly skips: boolean;
  /** An abort that was accepted. */
  readonly aborted?: By | undefined;
  /** A word that was accepted, and is acted upon next. */
  readonly answered?: (By & { readonly control: 'promote' | 'resume' }) | undefined;
  readonly isDue: boolean;
  /** Sites at which a rollback is stuck. */
  readonly stuck: readonly string[];
  /** Its commit says `Rollback: never`. */
  readonly neverBack: boolean;
  /** It has no plan: it only undoes what another one did. */
  readonly undoes: boolean;
}

/** What was asked, as far as the table depends on it. */
export interface Asked {
  readonly superseded?: boolean;
  readonly sites?: readonly string[];
}

/**
 * What a control does. `skip`: roll out without analysis; `answer`: the analysis acts on it next; `retry`: the rollback
 * does not wait for its next round.
 */
export type Effect = 'abort' | 'hold' | 'release' | 'skip' | 'answer' | 'retry' | 'leave';

/** Whether a control is taken, what happens next in words, and what it does; no effect: nothing changes. */
export interface Ruling {
  readonly accepted: boolean;
  readonly next: string;
  readonly effect?: Effect;
}

type Cell = (standing: Standing, asked: Asked) => Ruling;
type Row = Readonly<Record<DeploymentControl, Cell>>;

const does =
  (effect: Effect, next: string): Cell =>
  () => ({ accepted: true, next, effect });
const already = (next: string) => () => ({ accepted: true, next });
const refused = (next: string) => () => ({ accepted: false, next });

const nothingHeld = refused('nothing is held: it goes on by itself');
const noRollback = refused('there is no rollback to leave: abort it, and it is rolled back');

/** A newer merge may take the place of what can still be rolled back without a person's word. */
const abort: Cell = (standing, asked) =>
  asked.superseded && standing.neverBack
    ? refused('its commit says "Rollback: never": it is not given up for a newer merge')()
    : does('abort', 'rolling back everywhere')(standing, asked);

const holds =
  (next: string): Cell =>
  (standing, asked) =>
    standing.held ? already('already held')() : does('hold', next)(standing, asked);

const releases: Cell = (standing, asked) =>
  standing.held ? does('release', 'it goes on')(standing, asked) : nothingHeld();

const skips: Cell = (standing, asked) =>
  standing.skips
    ? already('promoted already')()
    : does('skip', 'rolling out as soon as the canaries are healthy, without analysis')(standing, asked);

const stuckOnly =
  (effect: Effect, next: (sites: string) => string, otherwise: Cell): Cell =>
  (standing, asked) => {
    const { stuck } = standing;
    const other = (asked.sites ?? []).filter((site) => !stuck.includes(site));
    if (stuck.length === 0) return otherwise(standing, asked);
    if (other.length > 0) return refused(`only these sites are stuck: ${stuck.join(', ')}`)();
    return does(effect, next((asked.sites ?? stuck).join(', ')))(standing, asked);
  };

const over: Row = {
  abort: refused('too late, use rollback'),
  hold: refused('too late to hold: it is over'),
  resume: refused('nothing is held: it is over'),
  promote: refused('too late to promote: it is over'),
  leave: refused('there is no rollback to leave: it is over'),
};

const preparing: Row = {
  abort: does('abort', 'nothing was changed yet'),
  hold: holds('it waits before it changes anything'),
  resume: releases,
  promote: skips,
  leave: noRollback,
};

const whileAsking: Row = {
  abort,
  hold: already('already waiting'),
  resume: does('answer', 'one more window of analysis'),
  promote: does('answer', 'rolling out'),
  leave: noRollback,
};

/** The undo of a deployment that ended without a word asks because its commit says `Rollback: never`: it has no plan. */
const undoAsking: Row = {
  ...whileAsking,
  resume: refused('nothing is known to go on with: abort it to roll back, or leave it'),
  promote: refused('nothing is known to roll out: abort it to roll back, or leave it and merge again'),
  leave: does('leave', 'every site stays as it is'),
};

/** The state table: what each control does in each phase. */
export const table: Readonly<Record<Phase, Row>> = {
  preparing,
  deploying: {
    ...preparing,
    abort,
    hold: holds('it is deployed and looked at, and decides nothing until it is resumed or promoted'),
  },
  analyzing: {
    abort,
    hold: holds('it is looked at, and the deadline decides nothing until it is resumed or promoted'),
    resume: (standing, asked) =>
      standing.held
        ? does('answer', standing.isDue ? 'a fresh look decides' : 'it goes on with the same deadline')(
            standing,
            asked,
          )
        : nothingHeld(),
    promote: does('answer', 'rolling out'),
    leave: noRollback,
  },
  held: {
    abort,
    hold: whileAsking.hold,
    resume: (standing, asked) => (standing.undoes ? undoAsking : whileAsking).resume(standing, asked),
    promote: (standing, asked) => (standing.undoes ? undoAsking : whileAsking).promote(standing, asked),
    leave: (standing, asked) => (standing.undoes ? undoAsking : whileAsking).leave(standing, asked),
  },
  'rolling-out': {
    abort: (standing, asked) =>
      asked.superseded
        ? refused('it is rolling out: the newer merge is next')()
        : does('abort', 'rolling back everywhere')(standing, asked),
    hold: refused('a rollout is not held: abort it instead'),
    resume: nothingHeld,
    promote: already('rolling out already'),
    leave: refused('a rollout leaves no site out: abort it instead'),
  },
  'rolling-back': {
    abort: already('it is being rolled back already'),
    hold: refused('a rollback is never held'),
    resume: stuckOnly('retry', (sites) => `trying again now: ${sites}`, nothingHeld),
    promote: refused('it is being rolled back: lift its commit, or merge again'),
    leave: stuckOnly(
      'leave',
      (sites) => `left as they are: ${sites}`,
      refused('no site is stuck: the rollback goes on by itself'),
    ),
  },
  verifying: over,
  done: over,
};

const who = ({ by }: By) => by ?? 'somebody';

/** Reads the table. Of two words that arrive together an abort beats the others, and of the others the first stays. */
export function rule(control: DeploymentControl, standing: Standing, asked: Asked = {}): Ruling {
  const { phase, aborted, answered } = standing;
  if (aborted && phase !== 'verifying' && phase !== 'done' && phase !== 'rolling-back')
    return { accepted: control === 'abort', next: `${who(aborted)} aborted it already` };
  if (answered && control !== 'abort') {
    const did = answered.control === 'promote' ? 'promoted' : 'resumed';
    return { accepted: control === answered.control, next: `${who(answered)} ${did} it already` };
  }
  return table[phase][control](standing, asked);
}
