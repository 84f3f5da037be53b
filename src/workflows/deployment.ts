import { CancellationScope, upsertMemo } from '@temporalio/workflow';
import type { DeploymentView } from '../domain/deployment.js';
import type { Order, Undo } from '../domain/order.js';
import { prepare } from './activities.js';
import { refuseAdoption, withoutAnalysis } from './adoption.js';
import { analyse } from './analysis.js';
import { Controls } from './controls.js';
import { endOf, finish, outcomeOf, unanswered, undone, type End } from './ending.js';
import { askBeforeUndo, orAsk } from './keeping.js';
import { rollOut } from './rounds.js';
import { deployCanary, observeSites } from './sites.js';
import { worker } from './sinks.js';
import { View } from './view.js';

/**
 * One version of one service to all its sites: put a canary beside the stable version, watch it until the deadline, then
 * roll out, or put back what ran before. Whatever happens between the first write and the end, the undo runs.
 */
export async function deployment(order: Order): Promise<DeploymentView> {
  worker.began({ deployment: order.id, service: order.service });
  const view = new View(order);
  const controls = new Controls(view);
  return CancellationScope.nonCancellable(async () => {
    let undo: Undo | undefined = order.undo;
    let end: End;
    try {
      end = await controls.untilAborted(async () => {
        if (order.undo) {
          await askBeforeUndo(order.undo, controls, view);
          return { kind: 'roll-back', why: 'the deployment ended without a word' };
        }
        const plan = await controls.unlessAborted(prepare(order));
        view.plan(plan);
        controls.hold.planned();
        const before = await controls.unlessAborted(observeSites(plan));
        refuseAdoption(order, plan, before);
        if (!(await controls.unlessAborted(controls.hold.release()))) return unanswered(view);
        upsertMemo({ undo: before });
        undo = before; // registered before the first write
        if (order.merge.adopt || order.merge.back) return await withoutAnalysis(order, plan, before, view);
        view.phase('deploying');
        await orAsk(() => deployCanary(plan, before), plan, controls, view);
        const verdict = await analyse(plan, before, controls, view);
        if (verdict.kind === 'roll-out') await orAsk(() => rollOut(plan, before, view), plan, controls, view);
        return verdict;
      });
    } catch (error) {
      end = endOf(error, view);
    }
    let outcome = outcomeOf(end, controls, undo, view); // the end: synchronous, reads abort first
    if (undo && outcome.kind !== 'rolled-out') outcome = await undone(outcome, end, undo, controls, view);
    return finish(order, outcome, view);
  });
}
