import { z } from 'zod';
import { dispersion, phiBase } from '../../src/domain/judge/dispersion.js';
import { familyLogE } from '../../src/domain/judge/family.js';
import { gaugeIncrements, lambdas } from '../../src/domain/judge/gauge.js';
import { absoluteIncrements, capped, relativeIncrements } from '../../src/domain/judge/increments.js';
import { slowShare, toleranceAt } from '../../src/domain/judge/latency.js';
import { addPoll, newLiveDispersion, phiLive } from '../../src/domain/judge/live-dispersion.js';
import { newMixture, scheduleOf, startWeights, stepMixture } from '../../src/domain/judge/mixture.js';
import { rateRatioInterval } from '../../src/domain/judge/rate-ratio.js';
import { secondsToBad, secondsToGood } from '../../src/domain/judge/time-to-decide.js';
import { winsorFraction, winsorise } from '../../src/domain/judge/winsorise.js';
import { catastropheStream, pooledStream, ratioStream } from './streams.js';

const n = z.number();
const list = z.array(n);
const table = z.array(list);
const quad = z.tuple([n, n, n, n]);

/** A function of a vector: parses its input itself, so a malformed one says which key is wrong. */
const of =
  <T>(schema: z.ZodType<T>, call: (input: T) => unknown) =>
  (input: unknown) =>
    call(schema.parse(input));

const capping = (cap: number | null) => cap ?? Infinity;
const bet = { phi: n, cap: n.nullable(), theta: list };

/** Every `function` that a file of vectors may name. */
export const functions: Readonly<Record<string, (input: unknown) => unknown>> = {
  'relative-increments': of(
    z.object({ ec: n, nc: n, eb: n, nb: n, r: n, ...bet }),
    ({ ec, nc, eb, nb, r, phi, cap, theta }) =>
      capped(relativeIncrements([ec, nc, eb, nb], { allowed: r, phi, theta }), capping(cap)),
  ),
  'absolute-increments': of(z.object({ ec: n, nc: n, a: n, ...bet }), ({ ec, nc, a, phi, cap, theta }) =>
    capped(absoluteIncrements([ec, nc, 0, 0], { allowed: a, phi, theta }), capping(cap)),
  ),
  'start-weights': of(
    z.object({ horizon: n, restartEvery: n, warm: n }),
    ({ horizon, restartEvery, warm }) => {
      const schedule = startWeights(horizon, restartEvery, warm);
      return Array.from({ length: horizon }, (_, k) => schedule.put(k));
    },
  ),
  mixture: of(
    z.object({ components: n, startWeights: list, increments: table }),
    ({ components, startWeights: weights, increments }) => {
      const schedule = scheduleOf(weights);
      return scan(newMixture(components), increments, (mixture, ones) => {
        const next = stepMixture(mixture, schedule, ones);
        return [next.mixture, next.logE];
      });
    },
  ),
  'ratio-stream': ratioStream,
  'pooled-stream': pooledStream,
  catastrophe: catastropheStream,
  'winsor-fraction': of(z.object({ historyRatio: n, warmUp: z.boolean() }), ({ historyRatio, warmUp }) =>
    winsorFraction(historyRatio, warmUp),
  ),
  winsorise: of(z.object({ pairs: table, fraction: n, floor: n }), ({ pairs, fraction, floor }) =>
    pairs.map(([errors = 0, requests = 0]) => winsorise(errors, requests, fraction, floor)),
  ),
  'time-to-decision': of(
    z.object({ baselineRatio: n, canaryRate: n, phi: n, share: n, canaryRatio: n, threshold: n }),
    ({ phi, canaryRatio, threshold, ...traffic }) => ({
      good: secondsToGood(traffic, phi),
      bad: secondsToBad(traffic, canaryRatio, phi, threshold),
    }),
  ),
  dispersion: of(z.object({ ea: list, na: list, eb: list, nb: list }), ({ ea, na, eb, nb }) =>
    dispersion({ errors: ea, requests: na }, { errors: eb, requests: nb }),
  ),
  'phi-base': of(
    z.object({
      armA: z.object({ errors: table, requests: table }),
      armB: z.object({ errors: table, requests: table }),
    }),
    ({ armA, armB }) => phiBase(armA, armB),
  ),
  'live-dispersion': of(
    z.object({
      blocks: list,
      prior: n,
      polls: z.array(z.tuple([z.tuple([list, list]), z.tuple([list, list])])),
    }),
    ({ blocks: lengths, prior, polls }) =>
      scan(newLiveDispersion({ lengths, prior }), polls, (live, [canary, baseline]) => {
        const next = addPoll(live, { canary: arm(canary), baseline: arm(baseline) }, { lengths, prior });
        return [next, phiLive([next], { lengths, prior })];
      }),
  ),
  'rate-ratio-interval': of(z.object({ rows: z.array(quad), alpha: n, phi: n }), ({ rows, alpha, phi }) => {
    const { lower, upper } = rateRatioInterval(rows, alpha, phi);
    return [lower, upper];
  }),
  'gauge-stream': of(
    z.object({
      d: z.array(n.nullable()),
      delta: n,
      rho: n,
      su: n,
      threshold: n,
      horizon: n,
      restartEvery: n,
      blipPolls: n,
    }),
    ({ d, delta, rho, su, threshold, horizon, restartEvery, blipPolls }) => {
      const schedule = startWeights(horizon, restartEvery, 0);
      let last: number | undefined;
      return scan(newMixture(lambdas.length), d, (mixture, value) => {
        const ones = gaugeIncrements({ delta, rho, su }, last, value ?? undefined);
        last = value ?? undefined;
        const next = stepMixture(mixture, schedule, capped(ones, threshold / blipPolls));
        return [next.mixture, next.logE];
      });
    },
  ),
  'latency-tolerance': of(
    z.object({ edges: list, cumulative: list, total: n, tau: n, slowerThan: list, toleranceAt: list }),
    ({ tau, slowerThan, toleranceAt: at, ...histogram }) => ({
      slowFraction: slowerThan.map((x) => slowShare(histogram, x)),
      tolerance: at.map((x) => toleranceAt(histogram, x, tau) ?? null),
    }),
  ),
  family: of(z.object({ weights: list, logE: list }), ({ weights, logE }) =>
    familyLogE(weights.map((weight, i) => ({ weight, logE: logE[i] ?? 0 }))),
  ),
};

const arm = ([errors, requests]: [number[], number[]]) =>
  errors.map((e, i) => ({ instance: String(i), errors: e, requests: requests[i] ?? 0 }));

/** Goes through polls and gives what each one says. */
function scan<S, P, R>(start: S, polls: readonly P[], step: (state: S, poll: P) => [S, R]): R[] {
  let state = start;
  return polls.map((poll) => {
    const [next, result] = step(state, poll);
    state = next;
    return result;
  });
}
