import { phiLive } from '../../../src/domain/judge/live-dispersion.js';
import { pooled } from '../../../src/domain/judge/pooling.js';
import { defaults, threshold, type StreamRules } from '../../../src/domain/judge/rules.js';
import {
  advance,
  conclude,
  newStream,
  type Increments,
  type Moment,
  type StreamFinding,
  type StreamState,
} from '../../../src/domain/judge/stream.js';
import { calibrate } from './calibration.js';
import { timing, type Method, type Run, type Setup } from './method.js';
import { isDying, newSite, readSite } from './site-stream.js';

/** What differs between the judge's policies. */
export interface MerganserPolicy {
  readonly name: string;
  readonly rollback: 'at-deadline' | 'at-once';
  readonly alpha: number;
  /** Seconds; at-deadline waits twice as long where the canary has under 25 requests a second. */
  readonly blip: number;
  readonly catastrophe: 'roll-back' | 'wait';
}

/** Merganser's judge, as `judge.md` puts its parts together, without the family. */
export const merganser = (policy: MerganserPolicy): Method => ({
  name: policy.name,
  start: (setup) => run(policy, setup),
});

/** The error ratio's part of all evidence, half of it pooled where there are several sites. */
const ratioWeight = 0.5;
const thinTraffic = 25;
/** Seconds, where an arm has one instance. */
const aloneBlip = 60;

function run(policy: MerganserPolicy, setup: Setup): Run {
  const count = setup.pasts.length;
  const pools = setup.streams === 'sites' && count > 1;
  const rules = rulesOf(policy, setup, (pools ? ratioWeight / 2 : ratioWeight) / count);
  const poolRules = { ...rules, weight: ratioWeight / 2 };
  const calibrations = setup.pasts.map((past) => calibrate(past, setup.canaryRate));
  const sites = setup.pasts.map(() => newSite(rules));
  const streams = setup.pasts.map(() => newStream(rules, 1, true, 2));
  let pool = newStream(poolRules, 1, true, 2);
  let k = 0;
  return {
    poll(readings) {
      k += 1;
      let dies = false;
      const parts: { increments: Increments; read: boolean; finding: StreamFinding }[] = [];
      readings.forEach((reading, i) => {
        const [calibrated, site, stream] = [calibrations[i], sites[i], streams[i]];
        if (!calibrated || !site || !stream) throw new Error(`there is no stream ${i}`);
        const read = readSite(rules, calibrated, site, k, reading);
        const live = read.state.many ? phiLive([read.state.live]) : 1;
        const { state, dying } = isDying(rules, calibrated, read, live);
        sites[i] = state;
        dies ||= dying && policy.catastrophe === 'roll-back';
        const [next, finding] = step(rules, stream, read.increments, read.read, k, live);
        streams[i] = next;
        parts.push({ increments: read.increments, read: read.read, finding });
      });
      const findings = parts.map((p) => p.finding);
      if (!pools)
        return standing(
          policy,
          k,
          dies,
          findings,
          findings.every((f) => f.state === 'good'),
        );
      const live = phiLive(sites.map((s) => s.live));
      const read = parts.some((p) => p.read);
      const [next, finding] = step(poolRules, pool, pooled(parts.map((p) => p.increments)), read, k, live);
      pool = next;
      const unsuspected = (f: StreamFinding) => f.state === 'thin' && f.logE < threshold(rules) / 2;
      const good = findings.every((f) => f.state === 'good' || (finding.state === 'good' && unsuspected(f)));
      return standing(policy, k, dies, [...findings, finding], good);
    },
  };
}

function step(
  rules: StreamRules,
  before: StreamState,
  increments: Increments,
  read: boolean,
  k: number,
  live: number,
): [StreamState, StreamFinding] {
  const moment: Moment = k < timing.deadline ? 'before' : k === timing.deadline ? 'deadline' : 'after';
  const advanced = advance(rules, before, increments, read);
  const { state, finding } = conclude(rules, advanced, { phiLive: live, moment });
  return [state, finding];
}

function standing(
  { rollback }: MerganserPolicy,
  k: number,
  dies: boolean,
  findings: readonly StreamFinding[],
  good: boolean,
) {
  const bad = dies || findings.some((f) => f.state === 'bad' || f.turned);
  const confirmed = findings.some((f) => f.confirmed);
  const rolledBack = dies || confirmed || (bad && rollback === 'at-once');
  const ended = rolledBack || (k >= timing.deadline && good) || k >= timing.latest;
  return { bad, good, rolledBack, ended };
}

function rulesOf({ alpha, blip, rollback }: MerganserPolicy, setup: Setup, weight: number): StreamRules {
  const thin = rollback === 'at-deadline' && setup.canaryRate < thinTraffic;
  const alone = setup.pasts.some(({ a, b }) => a.requests.length < 2 || b.requests.length < 2);
  const seconds = Math.max(thin ? 2 * blip : blip, alone ? aloneBlip : 0);
  return { ...defaults, alpha, weight, blipPolls: Math.ceil(seconds / timing.interval) };
}
