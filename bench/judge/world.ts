import type { Past } from '../../src/domain/judge/past.js';
import type { SiteReading } from '../../src/domain/judge/reading.js';
import { fill, type Instance } from './instance.js';
import { timing } from './methods/method.js';
import { seeded, type Random } from './random.js';
import { readings } from './readings.js';
import { constant, siteNames, type Scenario } from './scenario.js';
import { added, demand, spells, type Spell } from './traffic.js';

/** One simulated run: the stable fleet's past at each site, and what methods read of the sites, by poll. */
export interface World {
  readonly pasts: Readonly<Record<string, Past>>;
  readonly polls: readonly (readonly SiteReading[])[];
}

/** Two hours of it, which count as a full one. */
const historyPolls = 1440;

/** Run number `run` of a scenario. The same for the same seed, whoever simulates it. */
export function simulate(scenario: Scenario, seed: number, run: number): World {
  const random = seeded(seed, scenario.name, run);
  const sites = siteNames(scenario).map((site) => ({
    site,
    past: past(random, scenario),
    readings: readings(random, scenario, site, present(random, scenario)),
  }));
  return {
    pasts: Object.fromEntries(sites.map((s) => [s.site, s.past])),
    polls: Array.from({ length: timing.latest }, (_, k) => sites.flatMap((s) => s.readings[k] ?? [])),
  };
}

/** The stable fleet before the canary, as many instances as both arms have. */
function past(random: Random, scenario: Scenario): Past {
  const all = scenario.canaryInstances + scenario.baselineInstances;
  const length = historyPolls * timing.interval;
  const busy = demand(random, scenario, historyPolls, timing.interval);
  const incidents = shared(random, scenario, length);
  const instances = Array.from({ length: all }, (_, i) => {
    const troubles = [...incidents, ...own(random, scenario, length)];
    const load = share(scenario.loads, all, i) * scenario.rps * timing.interval;
    return fill(random, scenario, `stable_${i}`, historyPolls, {
      mean: (k) => load * (busy[k] ?? 1),
      ratio: (from) => scenario.baseline(-1) + added(troubles, from, from + timing.interval),
      slowness: constant(1),
      appetite: constant(1),
    });
  });
  return { interval: timing.interval * 1000, polls: historyPolls, instances: instances.map(remembered) };
}

/** What the fleet's history keeps of an instance. */
const remembered = ({ name, requests, errors, buckets }: Instance) => ({
  instance: name,
  requests,
  errors,
  ...(buckets && { edges: buckets.map((b) => b.le), buckets: buckets.map((b) => b.counts) }),
});

/** Both arms while the canary runs. */
function present(random: Random, scenario: Scenario): { canary: Instance[]; baseline: Instance[] } {
  const length = timing.latest * timing.interval;
  const busy = demand(random, scenario, timing.latest, timing.interval);
  const incidents = shared(random, scenario, length);
  const arm = (name: 'canary' | 'baseline') => {
    const isCanary = name === 'canary';
    const count = isCanary ? scenario.canaryInstances : scenario.baselineInstances;
    const whole = [...incidents, ...(isCanary ? blown(random, scenario) : []), ...squalls(random, scenario)];
    return Array.from({ length: count }, (_, i) => {
      const troubles = [...whole, ...own(random, scenario, length)];
      const load = share(scenario.loads, count, i) * scenario.rps * timing.interval;
      return fill(random, scenario, `${name}_${i}`, timing.latest, {
        mean(k) {
          const part = scenario.share((k + 0.5) * timing.interval);
          return load * (isCanary ? part : 1 - part) * (busy[k] ?? 1);
        },
        ratio: (from) =>
          scenario[name](from + timing.interval / 2) + added(troubles, from, from + timing.interval),
        slowness: isCanary ? scenario.slowness : constant(1),
        appetite: isCanary ? scenario.appetite : constant(1),
      });
    });
  };
  return { canary: arm('canary'), baseline: arm('baseline') };
}

const shared = (random: Random, { bursts }: Scenario, length: number): readonly Spell[] =>
  bursts.flatMap((b) => (b.on === 'everything' ? spells(random, b, length) : []));

const own = (random: Random, { bursts }: Scenario, length: number): readonly Spell[] =>
  bursts.flatMap((b) => (b.on === 'instance' ? spells(random, b, length) : []));

const blown = (random: Random, { blows }: Scenario): readonly Spell[] =>
  blows.map(({ from, seconds, height }) => {
    const start = random.between(...from);
    return { from: start, to: start + seconds, height: random.between(...height) };
  });

const squalls = (random: Random, { squalls: all }: Scenario): readonly Spell[] =>
  all ? spells(random, all, timing.latest * timing.interval) : [];

/** What part of the load instance `i` of `count` carries. */
function share(loads: readonly number[], count: number, i: number): number {
  const load = (n: number) => loads[n % loads.length] ?? 1;
  const total = Array.from({ length: count }, (_, n) => load(n)).reduce((sum, x) => sum + x, 0);
  return load(i) / total;
}
