import type { Change, Merge } from '../domain/change.js';
import type { Order } from '../domain/order.js';
import type { Plan } from '../domain/plan.js';
import { planJudge } from '../domain/judge/planning.js';
import { calibrateSites } from './calibrate.js';
import { isCalled } from './failures.js';
import type { Ports } from './ports.js';
import { broughtBy, saysNever } from './range.js';
import { settingsAt } from './settings-at.js';

/** Reads everything a deployment needs to know and takes a snapshot of it, so that no later change touches this run. */
export async function prepare(ports: Ports, order: Order): Promise<Plan> {
  const { repository } = order.merge;
  const settings = await settingsAt(ports, order.service, order.merge);
  const change = await describeChange(ports, order.merge);
  const also = await Promise.all(order.also.map((merge) => describeCarried(ports, merge)));
  const calibration = await calibrateSites(ports, settings);
  const { instances, canaryInstances } = settings.run;
  const { judge, analysis } = planJudge({ ...settings, calibration, instances, canaryInstances });
  return {
    id: order.id,
    service: order.service,
    owner: ports.configuration.owner,
    change,
    also,
    version: { ...settings.run, commit: change.commit, repository },
    ...(order.current && { current: order.current }),
    sites: settings.sites,
    weight: settings.weight,
    analysis,
    checks: settings.checks,
    policy: settings.policy,
    ...((await carriesNever(ports, order)) && { rollback: 'never' }),
    judge,
    metrics: settings.metrics,
    notify: settings.notify,
  };
}

/** The payload knows the author's login; the commit knows the rest. */
async function describeChange(ports: Ports, merge: Merge): Promise<Change> {
  const change = await ports.sourceHost.change(merge, merge.web);
  return { ...change, ...(merge.author && { author: merge.author }) };
}

/** A commit that a forced push took away since it was merged is told of as the webhook did. */
async function describeCarried(ports: Ports, merge: Merge): Promise<Change> {
  try {
    return await describeChange(ports, merge);
  } catch (error) {
    if (!isCalled(error, 'UnknownCommit')) throw error;
    const { commit, subject, author } = merge;
    return { commit, subject, ...(author && { author }), reviewers: [] };
  }
}

async function carriesNever(ports: Ports, { merge, also, current }: Order): Promise<boolean> {
  const from = current === undefined ? undefined : { repository: merge.repository, commit: current };
  const named = also.map(({ commit }) => commit);
  return saysNever((await broughtBy(ports, from, merge, named)).carried);
}
