import { condition } from '@temporalio/workflow';
import type { Phase } from '../domain/deployment.js';
import type { Undo } from '../domain/order.js';
import type { Plan } from '../domain/plan.js';
import { waitingFrom } from '../domain/waiting.js';
import type { Controls } from './controls.js';
import { SiteFailure } from './sites.js';
import type { View } from './view.js';

/**
 * Takes a step that writes. Where it fails and the commit says `Rollback: never`, a person is asked instead, again and
 * again: to promote or resume tries it again, and to promote it before the analysis skips that.
 */
export function orAsk(step: () => Promise<void>, plan: Plan, controls: Controls, view: View): Promise<void> {
  return controls.all ? persist(step, plan, controls, view) : step();
}

async function persist(step: () => Promise<void>, plan: Plan, controls: Controls, view: View): Promise<void> {
  for (;;) {
    try {
      return await controls.unlessAborted(step());
    } catch (error) {
      if (!(error instanceof SiteFailure) || plan.rollback !== 'never') throw error;
      const { reason, output } = error.failure;
      const tried: Phase = view.now.phase;
      await ask(`${tried} failed in ${error.site} (${reason})`, output, plan.policy.holdFor, controls, view);
      const { control, ...by } = controls.takeAnswer() ?? { control: 'resume' };
      view.show({ needsOperator: false });
      if (control === 'resume') view.tell({ kind: 'resumed', ...by });
      else view.tell({ kind: 'promoted', ...by });
      if (control === 'promote') controls.skipAnalysis(by);
      if (control === 'promote' && tried === 'deploying') return;
      view.phase(tried);
    }
  }
}

const undoHoldFor = 4 * 60 * 60_000;

/** What ended without a word is not undone by itself either: a person aborts, which rolls back, or leaves it as it is. */
export async function askBeforeUndo({ rollback }: Undo, controls: Controls, view: View): Promise<void> {
  if (rollback === 'never') await ask('it ended without a word', [], undoHoldFor, controls, view);
}

async function ask(
  why: string,
  output: readonly string[],
  holdFor: number,
  controls: Controls,
  view: View,
): Promise<void> {
  const isAnswered = () => controls.hasAnswer || controls.left.size > 0;
  do {
    const until = new Date(waitingFrom(Date.now(), holdFor).until).toISOString();
    view.phase('held', until);
    view.show({ needsOperator: true });
    view.tell({ kind: 'kept', why, until, problems: [], output });
  } while (!(await condition(isAnswered, holdFor, { summary: 'for a person' })));
}
