import type { Merge } from '../domain/change.js';
import type { Order, Step } from '../domain/order.js';
import type { Applied, Desired, Observed, SiteService } from '../domain/release.js';
import type { DeployTarget } from '../deploy-targets/target.js';
import { failing } from './failures.js';
import { beating } from './heartbeat.js';
import { look, type LookOrder } from './look.js';
import { post, update, type Posting, type Updating } from './notify.js';
import type { Ports } from './ports.js';
import { prepare } from './prepare.js';
import { chooseNext } from './queue.js';
import { reconcile, type Missed } from './reconcile.js';
import { recovery, type RecoveryOrder } from './recovery.js';
import { survey, type SurveyOrder } from './survey.js';
import { sweep } from './sweep.js';

export type Activities = ReturnType<typeof activities>;

/** A write at a site. `step` is for readers of the history, `deployment` (its id) for the log. */
export interface Apply extends Desired {
  readonly step: Step;
  readonly deployment?: string;
}

/** All activities, by the names that histories know. Each unpacks, calls one port and returns plain JSON. */
export function activities(ports: Ports) {
  return {
    prepare: failing((order: Order) => prepare(ports, order)),
    observe: failing((at: SiteService): Promise<Observed> =>
      beating((stop) => target(ports, at).observe(at, stop)),
    ),
    apply: failing(({ step: _, deployment: __, ...want }: Apply): Promise<Applied> =>
      beating((stop) => target(ports, want.at).apply(want, stop)),
    ),
    look: failing((order: LookOrder) => beating((stop) => look(ports, order, stop))),
    recovery: failing((order: RecoveryOrder) => beating((stop) => recovery(ports, order, stop))),
    post: failing((posting: Posting) => post(ports, posting)),
    update: failing((updating: Updating) => update(ports, updating)),
    chooseNext: failing((waiting: readonly Merge[], current?: string) => chooseNext(ports, waiting, current)),
    survey: failing((order: SurveyOrder) => survey(ports, order)),
    reconcile: failing((before: readonly Missed[]) => beating((stop) => reconcile(ports, before, stop))),
    sweep: failing(() => beating((stop) => sweep(ports, stop))),
    failingWorkflows: failing(() => beating(() => ports.workflows.failing())),
    describeDeployment: failing((service: string, runId?: string) =>
      ports.deployments.describe(service, runId),
    ),
  };
}

function target(ports: Ports, at: SiteService): DeployTarget {
  const found = ports.targets[at.target.type];
  if (!found) throw new Error(`there is no deploy target of type ${at.target.type}`);
  return found;
}
