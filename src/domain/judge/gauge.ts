import { capped } from './increments.js';
import { newMixture, startWeights, stepMixture, type Mixture } from './mixture.js';

/** Sizes of effect that a gauge's mixture bets on, in standard deviations. */
const lambdas = [0.1, 0.2, 0.4, 0.8, 1.6];

/** The model of a gauge's healthy differences, in logs. */
export interface GaugeModel {
  /** What is still tolerated. */
  readonly delta: number;
  /** Autocorrelation from poll to poll, and the standard deviation of the innovations. */
  readonly rho: number;
  readonly su: number;
}

export interface GaugeRules {
  readonly threshold: number;
  readonly blipPolls: number;
  readonly horizon: number;
  readonly restartEvery: number;
}

/** Plain JSON. */
export interface GaugeState {
  readonly mixture: Mixture;
  /** `D - delta` of the last poll; absent at first and after a poll without a value. */
  readonly last?: number;
}

export const newGauge: GaugeState = { mixture: newMixture(lambdas.length) };

/**
 * One poll of a gauge: `D = ln(mean canary) - ln(mean baseline)`, whitened by an AR(1) model to
 * `u = ((D - delta) - rho (D_prev - delta)) / su`, against alternatives `exp(lambda u - lambda^2 / 2)`. A poll without a value
 * adds nothing and forgets the one before. A model, not a theorem: it holds as far as the innovations are Gaussian.
 */
export function gauge(
  model: GaugeModel,
  rules: GaugeRules,
  before: GaugeState,
  d: number | null,
): { state: GaugeState; logE: number } {
  const u = d === null ? undefined : innovation(model, before.last, d - model.delta);
  const ones = lambdas.map((lambda) => (u === undefined ? 0 : lambda * u - (lambda * lambda) / 2));
  const schedule = startWeights(rules.horizon, rules.restartEvery, 0);
  const cap = rules.threshold / rules.blipPolls;
  const { mixture, logE } = stepMixture(before.mixture, schedule, capped(ones, cap));
  return { state: { mixture, ...(d !== null && { last: d - model.delta }) }, logE };
}

const innovation = ({ rho, su }: GaugeModel, last: number | undefined, now: number) =>
  last === undefined ? now / (su / Math.sqrt(1 - rho * rho)) : (now - rho * last) / su;
