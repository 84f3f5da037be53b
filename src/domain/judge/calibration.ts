import {
  dispersion,
  phiBase,
  scaledPhi,
  summed,
  type ArmHistory,
  type InstanceHistory,
} from './dispersion.js';
import { chooseEdges, toleranceAt, type Histogram } from './latency.js';
import type { Past, PastInstance } from './past.js';
import type { Phis } from './ratio-increments.js';
import { winsorFraction, winsorise } from './winsorise.js';

/** An edge of the histogram that a latency check watches. */
export interface WatchedEdge {
  /** Seconds. */
  readonly edge: number;
  /** Rate ratios of slower requests that amount to the tolerated slow-down, and to one that is surely no harm. */
  readonly worse: number;
  readonly notWorse: number;
  readonly phi: number;
}

/** What the judge knows of a site before the run. Plain JSON. */
export interface SiteCalibration {
  /** Why the start is a conservative one; absent when there was history enough. */
  readonly guessed?: string;
  /** The history covers a day. */
  readonly day: boolean;
  /** The stable fleet's error ratio, and its requests a second. */
  readonly historyRatio: number;
  readonly rate: number;
  readonly phis: Phis;
  /** `phiLive` is measured during the run: both arms have several instances. */
  readonly live: boolean;
  /** By latency check; a check that is absent chooses its edges during warm-up. */
  readonly edges: Readonly<Record<string, readonly WatchedEdge[]>>;
}

export type Calibration = Readonly<Record<string, SiteCalibration>>;

/** The run that is calibrated for. `weight`: the canary's share of the requests. */
export interface Intended {
  readonly weight: number;
  readonly instances: number;
  readonly canaryInstances: number;
  readonly latency: readonly { readonly name: string; readonly tolerance: number }[];
}

const halfAnHour = 1_800_000;
const day = 86_400_000;
const notWorseBy = 0.2;

/** The start without history: what bursts commonly do. `live`: both arms will have several instances. */
export const guess = (why: string, live: boolean): SiteCalibration => ({
  guessed: why,
  day: false,
  historyRatio: 0,
  rate: 0,
  phis: { rel: 1.5, abs: 1.5 },
  live,
  edges: {},
});

/**
 * Calibrates on the stable fleet's past: an A/A split of its instances says how much more two healthy halves of it differ
 * than independent requests would. Under half an hour of history, or one instance, nothing can be split.
 */
export function calibrate(past: Past, intended: Intended): SiteCalibration {
  const span = past.polls * past.interval;
  const fleet = winsorised(past);
  const all = summed(fleet);
  const requests = total(all.requests);
  const ratio = ratioOf(past);
  const known = { historyRatio: ratio, rate: (requests * 1000) / Math.max(1, span), day: span >= 0.98 * day };
  const live = severalOf(intended);
  if (span < halfAnHour) {
    const minutes = Math.floor(span / 60_000);
    return { ...guess(`only ${minutes} minutes of history`, live), ...known };
  }
  const edges = Object.fromEntries(
    intended.latency.map((check) => [check.name, watched(past, check.tolerance)]),
  );
  const [a, b] = split(fleet);
  const canaryRate = known.rate * intended.weight;
  if (b.requests.length === 0) {
    const { phiAbs } = dispersion(all, all);
    const abs = scaledPhi(phiAbs, canaryRate, known.rate);
    const why = 'one instance has no second one to be compared with';
    return { ...guess(why, live), ...known, phis: { rel: 1.5, abs }, edges };
  }
  const armA = summed(a);
  const { phiCond, phiAbs } = dispersion(armA, summed(b));
  const armRate = (total(armA.requests) * 1000) / span;
  const rel = live ? phiBase(a, b) : phiCond;
  return { ...known, phis: { rel, abs: scaledPhi(phiAbs, canaryRate, armRate) }, live, edges };
}

/** Whether both arms have several instances, so that one's troubles can be told from the version's. */
export const severalOf = ({ instances, canaryInstances }: Pick<Intended, 'instances' | 'canaryInstances'>) =>
  Math.min(instances, canaryInstances) > 1;

/** Up to three edges with their tolerances, from the whole fleet's histogram. */
export function watchedEdges(
  history: Histogram,
  tolerance: number,
  phi: (edge: number) => number,
): WatchedEdge[] {
  return chooseEdges(history).flatMap((edge) => {
    const worse = toleranceAt(history, edge, tolerance);
    const notWorse = toleranceAt(history, edge, Math.max(notWorseBy, 2 * tolerance));
    return worse === undefined || notWorse === undefined ? [] : [{ edge, worse, notWorse, phi: phi(edge) }];
  });
}

function watched(past: Past, tolerance: number): WatchedEdge[] {
  const edges = past.instances[0]?.edges ?? [];
  const fleet = (column: (instance: PastInstance) => readonly (number | null)[]) =>
    past.instances.reduce((sum, instance) => sum + total(column(instance)), 0);
  const finite = edges.flatMap((edge, i) => (edge === null ? [] : [{ edge, i }]));
  const history: Histogram = {
    edges: finite.map((f) => f.edge),
    cumulative: finite.map((f) => fleet((x) => x.buckets?.[f.i] ?? [])),
    total: fleet((x) => x.requests),
  };
  const phi = (edge: number) => {
    const at = edges.indexOf(edge);
    const slower = past.instances.map((x) => ({
      requests: x.requests.map((n) => n ?? 0),
      errors: x.requests.map((n, k) => (n ?? 0) - (x.buckets?.[at]?.[k] ?? 0)),
    }));
    const [a, b] = split(columns(slower));
    return b.requests.length === 0 ? 1.5 : dispersion(summed(a), summed(b)).phiCond;
  };
  return history.total > 0 ? watchedEdges(history, tolerance, phi) : [];
}

function ratioOf({ instances }: Past): number {
  let [errors, requests] = [0, 0];
  for (const instance of instances) {
    errors += total(instance.errors);
    requests += total(instance.requests);
  }
  return errors / Math.max(1, requests);
}

function winsorised(past: Past): InstanceHistory {
  const fraction = winsorFraction(ratioOf(past), false);
  return columns(
    past.instances.map((x) => ({
      requests: x.requests.map((n) => n ?? 0),
      errors: x.errors.map((e, k) => winsorise(e ?? 0, x.requests[k] ?? 0, fraction)),
    })),
  );
}

const columns = (fleet: readonly ArmHistory[]): InstanceHistory => ({
  errors: fleet.map((x) => x.errors),
  requests: fleet.map((x) => x.requests),
});

/** Every other instance. Those that were seldom there are spread by this as well as by anything. */
function split({ errors, requests }: InstanceHistory): [InstanceHistory, InstanceHistory] {
  const half = (odd: number) => ({
    errors: errors.filter((_, i) => i % 2 === odd),
    requests: requests.filter((_, i) => i % 2 === odd),
  });
  return [half(0), half(1)];
}

/** A day of polls is long: loops, and nothing spread into arguments. */
function total(numbers: readonly (number | null)[]): number {
  let sum = 0;
  for (const x of numbers) sum += x ?? 0;
  return sum;
}
