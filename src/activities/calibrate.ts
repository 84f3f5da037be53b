import type { ServiceSettings } from '../config/settings.js';
import { calibrate, guess, severalOf, type Calibration } from '../domain/judge/calibration.js';
import type { Ports } from './ports.js';

/** Asks the stable fleet's past of the sites, and calibrates on it. What cannot be had is guessed, and the judge says so. */
export async function calibrateSites(ports: Ports, settings: ServiceSettings): Promise<Calibration> {
  const { service, sites, checks, analysis, weight, run } = settings;
  const { interval } = analysis;
  if (checks.every((check) => check.kind === 'threshold')) return {};
  const provider = ports.metrics[settings.metrics.type];
  const stop = AbortSignal.timeout(30_000);
  const pasts = (await provider?.past({ service, sites, interval }, stop)) ?? [];
  const latency = checks.flatMap((check) => (check.kind === 'latency' ? [check] : []));
  const intended = { weight, instances: run.instances, canaryInstances: run.canaryInstances, latency };
  return Object.fromEntries(
    sites.map(({ site }) => {
      const found = pasts.find((past) => past.site === site);
      const known = found?.kind === 'past' ? calibrate(found.past, intended) : undefined;
      const why = found?.kind === 'unknown' ? found.why : 'it was not answered';
      return [site, known ?? guess(reason(why), severalOf(intended))];
    }),
  );
}

/** A sentence as part of another. */
const reason = (text: string) => text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, '');
