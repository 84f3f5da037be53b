import type { Change, Merge } from '../domain/change.js';
import type { Order } from '../domain/order.js';
import type { Plan } from '../domain/plan.js';
import { planJudge } from '../domain/judge/planning.js';
import { calibrateSites } from './calibrate.js';
import type { Ports } from './ports.js';

/** The file in a repository that may hold its services' settings. */
const settingsFile = '.merganser.yaml';

/** Reads everything a deployment needs to know and takes a snapshot of it, so that no later change touches this run. */
export async function prepare(ports: Ports, order: Order): Promise<Plan> {
  const { repository, commit } = order.merge;
  const text = await ports.sourceHost.file({ repository, commit }, settingsFile);
  const settings = ports.configuration.resolve(
    order.service,
    text === undefined ? undefined : { text, file: `${settingsFile} at ${commit.slice(0, 6)}` },
  );
  const change = await describeChange(ports, order.merge);
  const also = await Promise.all(order.also.map((merge) => describeChange(ports, merge)));
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
