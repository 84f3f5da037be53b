import { z } from 'zod';
import { catastrophe, newCatastrophe } from '../../src/domain/judge/catastrophe.js';
import type { Row } from '../../src/domain/judge/increments.js';
import { pooled } from '../../src/domain/judge/pooling.js';
import { carried, ratioIncrements, type Phis } from '../../src/domain/judge/ratio-increments.js';
import { defaults, type StreamRules } from '../../src/domain/judge/rules.js';
import {
  advance,
  conclude,
  newStream,
  type Moment,
  type StreamFinding,
} from '../../src/domain/judge/stream.js';

const row = z.tuple([z.number(), z.number(), z.number(), z.number()]).nullable();
const number = z.number().optional();

const options = z.strictObject({
  alpha: number,
  weight: number,
  alphaAbs: number,
  beta: number,
  r: number,
  a: number,
  rNi: number,
  aNi: number,
  rWarm: number,
  aWarm: number,
  warm: number,
  horizon: number,
  restartEvery: number,
  blipPolls: number,
  minPass: number,
  deadline: number,
  quiet: number,
  recoveries: number,
  lookEvidence: number,
  rise: number,
  riseWindow: number,
  dataShare: number,
});
type Options = z.output<typeof options>;

const deadlineOf = ({ deadline = 120 }: Options) => deadline;

function rulesOf({ r, a, rNi, aNi, rWarm, aWarm, deadline: _, ...plain }: Options): StreamRules {
  const { worse, notWorse, cold } = defaults;
  const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
  return {
    ...defaults,
    ...given,
    worse: { r: r ?? worse.r, a: a ?? worse.a },
    notWorse: { r: rNi ?? notWorse.r, a: aNi ?? notWorse.a },
    cold: { r: rWarm ?? cold.r, a: aWarm ?? cold.a },
  };
}

const momentOf = (k: number, deadline: number): Moment =>
  k < deadline ? 'before' : k === deadline ? 'deadline' : 'after';

/** Several sites' rows as one stream; with one site, that site's own. */
function play(
  given: Options,
  phis: readonly Phis[],
  sites: readonly (readonly (Row | null)[])[],
  live: readonly number[],
) {
  const rules = rulesOf(given);
  let state = newStream(rules, 1, true, 2);
  const carries: (Row | undefined)[] = sites.map(() => undefined);
  const found: StreamFinding[] = [];
  for (let k = 1; k <= (sites[0]?.length ?? 0); k += 1) {
    const rows = sites.map((site) => site[k - 1] ?? undefined);
    const increments = rows.map((x, i) => {
      const { whole, carry } = carried(carries[i], x, k === rules.warm);
      carries[i] = carry;
      return ratioIncrements(rules, phis[i] ?? { rel: 1, abs: 1 }, k, whole);
    });
    const advanced = advance(
      rules,
      state,
      pooled(increments),
      rows.some((x) => x !== undefined),
    );
    const concluded = conclude(rules, advanced, {
      phiLive: live[k - 1] ?? 1,
      moment: momentOf(k, deadlineOf(given)),
    });
    state = concluded.state;
    found.push(concluded.finding);
  }
  return {
    logERel: found.map((f) => f.logE),
    logEAbs: found.map((f) => f.logEFloor),
    logENi: found.map((f) => f.logENotWorse),
    lookLogE: found.map((f) => f.lookLogE),
    state: found.map((f) => f.state),
    confirmed: found.flatMap((f, k) => (f.confirmed ? [k] : [])),
  };
}

const ratioInput = z.object({
  phiRel: z.number(),
  phiAbs: z.number(),
  options,
  rows: z.array(row),
  phiLive: z.array(z.number().nullable()).optional(),
});

export function ratioStream(input: unknown) {
  const { phiRel, phiAbs, options: given, rows, phiLive = [] } = ratioInput.parse(input);
  return play(
    given,
    [{ rel: phiRel, abs: phiAbs }],
    [rows],
    phiLive.map((phi) => phi ?? 1),
  );
}

const pooledInput = z.object({
  phis: z.array(z.tuple([z.number(), z.number()])),
  options,
  sites: z.array(z.array(row)),
  phiLive: z.array(z.number().nullable()).optional(),
});

export function pooledStream(input: unknown) {
  const { phis, options: given, sites, phiLive = [] } = pooledInput.parse(input);
  return play(
    given,
    phis.map(([rel, abs]) => ({ rel, abs })),
    sites,
    phiLive.map((phi) => phi ?? 1),
  );
}

export function catastropheStream(input: unknown) {
  const { phiRel, phiAbs, options: given, rows, phiLive = [] } = ratioInput.parse(input);
  // The vectors' rule; ours has a higher floor: docs/decisions/0007-the-frontier.md.
  const rules = { ...rulesOf(given), dying: { r: 3, a: 0.25 } };
  let state = newCatastrophe(rules);
  const found = rows.map((x, k) => {
    const next = catastrophe(rules, { rel: phiRel, abs: phiAbs }, state, x ?? undefined, phiLive[k] ?? 1);
    state = next.state;
    return next.finding;
  });
  const fires = found.findIndex((f) => f.fires);
  return {
    logERel: found.map((f) => f.logE),
    logEAbs: found.map((f) => f.logEFloor),
    fires: fires < 0 ? [] : [fires],
  };
}
