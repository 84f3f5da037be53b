import { calibrate, type Calibration } from '../../../src/domain/judge/calibration.js';
import type { Scenario } from '../scenario.js';
import type { World } from '../world.js';

/** Calibrates on each site's past, as a deployment does when it is prepared. The past that is simulated counts as a day. */
export function calibrationOf(scenario: Scenario, { pasts }: World): Calibration {
  const latency = scenario.checks.flatMap((check) => (check.kind === 'latency' ? [check] : []));
  const intended = {
    weight: scenario.share(0),
    instances: scenario.baselineInstances,
    canaryInstances: scenario.canaryInstances,
    latency,
  };
  const sites = Object.entries(pasts);
  return Object.fromEntries(sites.map(([site, past]) => [site, { ...calibrate(past, intended), day: true }]));
}
