/** A fault planted in the judge: `from` occurs exactly once in the file. */
export interface Mutant {
  readonly name: string;
  /** In src/domain/judge. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const of =
  (file: string) =>
  (name: string, from: string, to: string): Mutant => ({ name, file, from, to });

const increments = of('increments.ts');
const mixture = of('mixture.ts');
const stream = of('stream.ts');
const recovery = of('recovery.ts');
const lastLook = of('last-look.ts');
const rules = of('rules.ts');
const ratio = of('ratio-increments.ts');
const ratioStream = of('ratio-stream.ts');
const gaugeStream = of('gauge-stream.ts');
const latencyStream = of('latency-stream.ts');
const weights = of('weights.ts');

const evidence: readonly Mutant[] = [
  mixture('cap dropped', 'Math.min(cap, increments[j] ?? 0)', '(increments[j] ?? 0)'),
  increments('dispersion ignored', 'Math.log(1 - q + q * t) : 0)) / phi', 'Math.log(1 - q + q * t) : 0))'),
  increments('allowed ratio ignored', 'const q = (r * nc) / (r * nc + nb)', 'const q = nc / (nc + nb)'),
  ratio('carry dropped', 'last || x.every((count) => count === 0) ? undefined : x', 'undefined'),
  ratio('carried out of warm-up', 'last || x.every', 'x.every'),
  ratio('warm-up ignored', 'const cold = k <= rules.warm', 'const cold = false'),
  ratio('good by the margin of bad', 'both(whole, rules.notWorse', 'both(whole, rules.worse'),
  mixture('restart weights off by one', '(horizon - first) / every) - 1', '(horizon - first) / every)'),
  mixture('weights not summing to 1', '1 - early - late', '1'),
  mixture('money in the pocket forgotten', 'logSum(won, schedule.logLeft(n))', 'logSum(won)'),
  of('rows.ts')('baseline and canary swapped', 'return [ec, nc, eb, nb]', 'return [eb, nb, ec, nc]'),
  of('winsorise.ts')(
    'one instance speaks for the version',
    'Math.min(errors, Math.max(',
    'Math.max(errors, Math.max(',
  ),
  of('live-dispersion.ts')(
    'phi_live inverted',
    '(num + prior) / (den + prior)',
    '(den + prior) / (num + prior)',
  ),
  of('pooling.ts')(
    'pool of the first site only',
    'up: sum.up.map((up, i) => plus(up, site.up[i]))',
    'up: sum.up',
  ),
  of('rules.ts')('bursts taken for catastrophes', 'dying: { r: 3, a: 0.3 }', 'dying: { r: 3, a: 0.2 }'),
  of('catastrophe.ts')('what may be dying is rolled out', 'Math.max(...floor) >= surely', 'false'),
  of('statistics.ts')('what may be dying is covered by its pool', '!candidate.suspected &&', ''),
  ratioStream('catastrophe winsorised', 'rawRow(poll, row)', 'row'),
  of('catastrophe.ts')('catastrophe without its floor', '&& absolute.logE >= surely', ''),
];

const streams: readonly Mutant[] = [
  rules('alpha doubled', 'Math.log(1 / (alpha * weight))', 'Math.log(1 / (2 * alpha * weight))'),
  rules('a single poll decides', 'threshold(rules) / rules.blipPolls', 'threshold(rules)'),
  stream('rise guard gone', 'now.logE - lowest(state.recent) < rules.rise &&', ''),
  stream('good without enough data', '&&\n    state.seen >= rules.dataShare * state.k', ''),
  stream('good too early', 'state.k >= rules.minPass &&', ''),
  stream('outliers do not raise the threshold', 'threshold(rules) * raise', 'threshold(rules)'),
  stream('any difference matters', 'logEFloor >= Math.log(1 / alphaAbs)', 'true'),
  stream('the past counts after a recovery', 'up: again(state.up, alternatives)', 'up: state.up'),
  stream('good evidence kept while it gets worse', 'turned || healed?.rose ? again', 'turned ? again'),
  recovery('recovery twice', 'recovered < recoveries', 'recovered <= recoveries'),
  recovery('quiet ignored', 'quietFor >= quiet &&', ''),
  lastLook(
    'last look at the wrong poll',
    "restart: moment === 'deadline' ||",
    "restart: moment === 'before' ||",
  ),
  lastLook('last look without evidence', 'after && logELook >= lookEvidence * raise', 'after'),
  lastLook('last look without outliers', 'lookEvidence * raise', 'lookEvidence'),
  of('statistics.ts')('family ignored', 'familyLogE(members) < Math.log(1 / alpha)', 'members.length > 0'),
  of('statistics.ts')('a pool covers what points up', 'finding.logE < threshold(candidate.rules) / 2 &&', ''),
  weights('pool and sites both with all of alpha', 'pooled ? part / 2 : part', 'part'),
  weights(
    'each check with all of its part',
    'const part = parts[check.kind] / alike',
    'const part = parts[check.kind]',
  ),
  of('tuning.ts')(
    'at-once without its smaller alpha',
    'alphaOf(tuning, now.atOnce)',
    'alphaOf(tuning, false)',
  ),
];

const kinds: readonly Mutant[] = [
  latencyStream('slow-down allowed and harmless swapped', 'against(edge.worse', 'against(edge.notWorse'),
  latencyStream(
    'fast requests counted as slow',
    'requests - (sample[from + 2 + at] ?? 0)',
    'sample[from + 2 + at] ?? 0',
  ),
  gaugeStream(
    'gauge upside down',
    'Math.log(mean(canary)) - Math.log(mean(baseline))',
    'Math.log(mean(baseline)) - Math.log(mean(canary))',
  ),
  gaugeStream('leaks ignored', '[level, leak]', '[level, level]'),
  of('gauge.ts')('gauge not whitened', '(now - rho * (last - delta)) / su', 'now / su'),
];

const verdicts: readonly Mutant[] = [
  of('judge.ts')('gap ignored', 'isGap(clock, poll.at, intervalsPerPoll) && !before.gap', 'false'),
  of('clock.ts')('no time for a last look', 'deadline + lastLookPolls * interval', 'latest'),
  of('threshold-stream.ts')('what was not read breaches', 'state: last,', 'state,'),
  of('latency-rows.ts')(
    'an edge that is missing is slow',
    'requests > 0 && !buckets',
    'requests < 0 && !buckets',
  ),
  of('judge.ts')('deadline for ever', "return due === deadline ? 'after' : 'deadline'", "return 'deadline'"),
  of('verdict.ts')(
    'catastrophe never waits',
    "if (stream.catastrophe && policy.catastrophe === 'roll-back')",
    'if (stream.catastrophe)',
  ),
  of('verdict.ts')('rolled back before the deadline', '(isDue && stream.confirmed)', 'stream.confirmed'),
  of('verdict.ts')('rolled out while something waits', '!waits && proving.every', 'proving.every'),
  of('verdict.ts')('rolled out blind', 'if (blind.length > 0)', 'if (blind.length > 99)'),
  of('stream-evidence.ts')(
    'an outage is bad',
    'evidence: site.reading.kind, confirmed: false',
    "evidence: 'bad', confirmed: true",
  ),
  of('stream-evidence.ts')('a first version passes broken', '(after ?? 0) >= dying', 'false'),
  of('notices.ts')('sick baseline ignored', 'const sick = compares &&', 'const sick = false &&'),
  of('notices.ts')('outliers not named', 'far && errors >= several', 'false'),
  of('telemetry.ts')('lost telemetry not said', 'silentMs <= patienceMs ||', 'silentMs >= 0 ||'),
];

/** All of them, about in the order in which numbers become a verdict. */
export const mutants: readonly Mutant[] = [...evidence, ...streams, ...kinds, ...verdicts];
