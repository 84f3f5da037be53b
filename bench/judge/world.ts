import type { InstanceHistory } from '../../src/domain/judge/dispersion.js';
import type { SiteReading } from '../../src/domain/judge/reading.js';
import { timing, type Past } from './methods/method.js';
import { seeded, type Random } from './random.js';
import { readings } from './readings.js';
import type { Scenario } from './scenario.js';
import { added, demand, spells, type Spell } from './traffic.js';

/** Errors and requests of an instance, by poll. */
export interface Instance {
  readonly name: string;
  readonly errors: number[];
  readonly requests: number[];
}

/** One simulated run: the past that methods may learn from, and what they read, by poll and stream. */
export interface World {
  readonly pasts: readonly Past[];
  readonly polls: readonly (readonly SiteReading[])[];
}

/** Two hours of it, which count as a full one. */
const historyPolls = 1440;

/** Run number `run` of a scenario. The same for the same seed, whoever simulates it. */
export function simulate(scenario: Scenario, seed: number, run: number): World {
  const random = seeded(seed, scenario.name, run);
  const count = scenario.sites * scenario.checks;
  const streams = Array.from({ length: count }, (_, i) => ({
    past: past(random, scenario),
    readings: readings(random, scenario, `stream_${i + 1}`, present(random, scenario)),
  }));
  return {
    pasts: streams.map((s) => s.past),
    polls: Array.from({ length: timing.latest }, (_, k) => streams.flatMap((s) => s.readings[k] ?? [])),
  };
}

/** The stable fleet before the canary, as many instances as both arms have. */
function past(random: Random, scenario: Scenario): Past {
  const { canaryInstances, baselineInstances } = scenario;
  const all = canaryInstances + baselineInstances;
  const length = historyPolls * timing.interval;
  const busy = demand(random, scenario, historyPolls, timing.interval);
  const incidents = shared(random, scenario, length);
  const instances = Array.from({ length: all }, (_, i) => {
    const troubles = [...incidents, ...own(random, scenario, length)];
    const load = share(scenario.loads, all, i) * scenario.rps * timing.interval;
    return fill(random, `stable_${i}`, historyPolls, (k) => {
      const from = k * timing.interval;
      const ratio = scenario.baseline(-1) + added(troubles, from, from + timing.interval);
      return { mean: load * (busy[k] ?? 1), ratio };
    });
  });
  const half = Math.floor(all / 2);
  return { a: history(instances.slice(0, half)), b: history(instances.slice(half)) };
}

/** Both arms while the canary runs. */
function present(random: Random, scenario: Scenario): { canary: Instance[]; baseline: Instance[] } {
  const length = timing.latest * timing.interval;
  const busy = demand(random, scenario, timing.latest, timing.interval);
  const incidents = shared(random, scenario, length);
  const arm = (name: 'canary' | 'baseline') => {
    const count = name === 'canary' ? scenario.canaryInstances : scenario.baselineInstances;
    const whole = [
      ...incidents,
      ...(name === 'canary' ? blown(random, scenario) : []),
      ...squalls(random, scenario),
    ];
    return Array.from({ length: count }, (_, i) => {
      const troubles = [...whole, ...own(random, scenario, length)];
      const load = share(scenario.loads, count, i) * scenario.rps * timing.interval;
      return fill(random, `${name}_${i}`, timing.latest, (k) => {
        const from = k * timing.interval;
        const middle = from + timing.interval / 2;
        const part = name === 'canary' ? scenario.share(middle) : 1 - scenario.share(middle);
        const ratio = scenario[name](middle) + added(troubles, from, from + timing.interval);
        return { mean: load * part * (busy[k] ?? 1), ratio };
      });
    });
  };
  return { canary: arm('canary'), baseline: arm('baseline') };
}

function fill(
  random: Random,
  name: string,
  polls: number,
  at: (k: number) => { mean: number; ratio: number },
): Instance {
  const [errors, requests]: [number[], number[]] = [[], []];
  for (let k = 0; k < polls; k += 1) {
    const { mean, ratio } = at(k);
    const n = random.poisson(mean);
    requests.push(n);
    errors.push(random.binomial(n, Math.min(1, ratio)));
  }
  return { name, errors, requests };
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

const history = (instances: readonly Instance[]): InstanceHistory => ({
  errors: instances.map((i) => i.errors),
  requests: instances.map((i) => i.requests),
});
