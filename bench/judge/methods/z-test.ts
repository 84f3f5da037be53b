import { timing } from './method.js';
import { ofRows, type RowRule } from './row-rule.js';

/** One-sided 99%. */
const critical = 2.326;
/** Fewer errors than this in both arms: the normal distribution does not hold. */
const leastErrors = 5;

/**
 * The textbook z-test of two proportions on all requests since the warm-up, looked at every poll, as dashboards and home-made
 * gates do: rolls back at the first `z > 2.326` (p < 0.01, one-sided). Each look would be right by itself; the first of many
 * is not. Source: any statistics primer; on peeking, Johari et al. 2017, "Peeking at A/B tests", section 1.
 */
export const zTest = ofRows('z-test, peeking', newZTest);

export function newZTest(): RowRule {
  let [ec, nc, eb, nb] = [0, 0, 0, 0];
  let fired = false;
  return {
    look(k, row) {
      if (row && k > timing.warm) {
        ec += row[0];
        nc += row[1];
        eb += row[2];
        nb += row[3];
      }
      fired ||= ec + eb >= leastErrors && z(ec, nc, eb, nb) > critical;
      return { bad: fired, rolledBack: fired };
    },
  };
}

/** `(pc - pb) / sqrt(p (1 - p) (1/nc + 1/nb))`, with p over both arms; 0 where it is not defined. */
export function z(ec: number, nc: number, eb: number, nb: number): number {
  if (nc === 0 || nb === 0) return 0;
  const p = (ec + eb) / (nc + nb);
  const variance = p * (1 - p) * (1 / nc + 1 / nb);
  return variance > 0 ? (ec / nc - eb / nb) / Math.sqrt(variance) : 0;
}
