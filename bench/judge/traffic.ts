import type { Random } from './random.js';
import type { Scenario } from './scenario.js';

const day = 86_400;
/** Of the logarithm of demand: correlation from poll to poll, and standard deviation. */
const wobble = { rho: 0.95, sd: 0.15 };
const tide = 0.3;
/** Of the logarithm of a heavy-tailed poll's demand. */
const heavy = 1;

/**
 * How much more or less than usual is asked of a service, by poll: a daily tide from a random hour times an AR(1) in logs,
 * shared by both arms. `poisson`: always the usual. `heavy-tailed`: besides, every poll is lognormal with sigma 1.
 */
export function demand(
  random: Random,
  { demand: kind }: Pick<Scenario, 'demand'>,
  polls: number,
  interval: number,
): readonly number[] {
  if (kind === 'poisson') return Array.from({ length: polls }, () => 1);
  const phase = random.uniform() * day;
  const shock = wobble.sd * Math.sqrt(1 - wobble.rho ** 2);
  let log = wobble.sd * random.normal();
  return Array.from({ length: polls }, (_, k) => {
    log = wobble.rho * log + shock * random.normal();
    const tail = kind === 'heavy-tailed' ? Math.exp(heavy * random.normal() - heavy ** 2 / 2) : 1;
    return (1 + tide * Math.sin((2 * Math.PI * (k * interval + phase)) / day)) * Math.exp(log) * tail;
  });
}

/** A time in which requests fail that else would not. Seconds since the start of what is simulated. */
export interface Spell {
  readonly from: number;
  readonly to: number;
  readonly height: number;
}

/** Spells that come at random (Poisson), over a length of time in seconds. */
export function spells(
  random: Random,
  {
    perHour,
    seconds,
    height,
  }: { perHour: number; seconds: readonly [number, number]; height: readonly [number, number] },
  length: number,
): readonly Spell[] {
  const found: Spell[] = [];
  for (let at = random.exponential(3600 / perHour); at < length; at += random.exponential(3600 / perHour)) {
    found.push({ from: at, to: at + random.between(...seconds), height: random.between(...height) });
  }
  return found;
}

/** What spells add to the error ratio of the poll `[from, to)`, in mean. */
export function added(all: readonly Spell[], from: number, to: number): number {
  let sum = 0;
  for (const spell of all) {
    const overlap = Math.min(to, spell.to) - Math.max(from, spell.from);
    if (overlap > 0) sum += (spell.height * overlap) / (to - from);
  }
  return sum;
}
