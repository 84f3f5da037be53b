/** Sizes of effect that a gauge's mixture bets on, in standard deviations. */
export const lambdas: readonly number[] = [0.1, 0.2, 0.4, 0.8, 1.6];

/** The model of a gauge's healthy differences, in logs. */
export interface GaugeModel {
  /** What is still tolerated. */
  readonly delta: number;
  /** Autocorrelation from poll to poll, and the standard deviation of the innovations. */
  readonly rho: number;
  readonly su: number;
}

/**
 * The uncapped increments of one poll of a gauge. `D = ln(mean canary) - ln(mean baseline)` is whitened by an AR(1) model to
 * `u = ((D - delta) - rho (D_prev - delta)) / su` and set against alternatives `exp(lambda u - lambda^2 / 2)`. At first, and
 * after a poll without a value, `last` is undefined and D has the variance of the whole process; without a value nothing is
 * added. A model, not a theorem: it holds as far as the innovations are Gaussian. Source: likelihood ratios of a shifted
 * Gaussian (Robbins 1970, "Statistical methods related to the law of the iterated logarithm").
 */
export function gaugeIncrements(
  model: GaugeModel,
  last: number | undefined,
  d: number | undefined,
): number[] {
  if (d === undefined) return lambdas.map(() => 0);
  const { delta, rho, su } = model;
  const now = d - delta;
  const u = last === undefined ? now / (su / Math.sqrt(1 - rho * rho)) : (now - rho * (last - delta)) / su;
  return lambdas.map((lambda) => lambda * u - (lambda * lambda) / 2);
}
