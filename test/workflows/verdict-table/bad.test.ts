import { counted } from '../../helpers/judging.js';
import { said, verdictTable, type Row } from '../../helpers/verdict-table.js';

const seconds = (n: number) => n * 1_000;

/** 50 requests a second in either arm of each site; of the canary's in site_2 so many of the 500 a poll fail. */
const failing =
  (errors: (since: number) => number): Row['metrics'] =>
  (site, since) =>
    counted(site, [site === 'site_2' ? errors(since) : 0, 500, 0, 500]);

const policy =
  (changed: Partial<Parameters<NonNullable<Row['plan']>>[0]['policy']>): Row['plan'] =>
  (plan) => ({ ...plan, policy: { ...plan.policy, ...changed } });

const worse = /^error ratio in site_2 is worse: \d+ errors in \d+ requests/;

verdictTable([
  {
    title: 'bad, recovered, and green at the deadline: rolled out',
    metrics: failing((since) => (since > seconds(205) && since < seconds(235) ? 100 : 0)),
    says: [said.starting, said.failing, said.recovered, said.green, said.why, said.out],
    // The pool has not forgotten what the site has recovered from.
    why: [
      /^error ratio in all sites is not decided: 300 errors in \d+ requests/,
      /^error ratio in site_\d is no worse: 0 errors/,
    ],
    ends: 'rolled-out, proven: all checks are green',
  },
  {
    title: 'bad at the deadline, and the last look confirms it: rolled back',
    metrics: failing((since) => (since > seconds(205) ? 10 : 0)),
    says: [said.starting, said.failing, said.lastLook, said.failed, said.why, said.back, said.healed],
    why: [worse],
    ends: 'rolled-back: the checks failed too much',
  },
  {
    title: 'bad at the deadline, and healthy in the last look: rolled out once it has recovered',
    metrics: failing((since) => (since > seconds(505) && since < seconds(605) ? 10 : 0)),
    says: [said.starting, said.failing, said.lastLook, said.green, said.why, said.out],
    why: [/^error ratio in site_2 has recovered; until then: 100 errors in \d+ requests/],
    ends: 'rolled-out, proven: all checks are green',
  },
  {
    title: 'bad at the deadline, and nothing to look at after it: as thin at the latest time',
    metrics: (site, since) =>
      since < seconds(605)
        ? failing((at) => (at > seconds(505) ? 10 : 0))(site, since)
        : counted(site, [0, 1, 0, 1]),
    says: [
      said.starting,
      said.failing,
      said.lastLook,
      'cart was bad at the deadline, and the last look could not tell whether it still is. I will roll this out unproven.',
      said.why,
      said.out,
    ],
    why: [worse],
    ends: 'rolled-out: it was bad at the deadline, and the last look could not tell',
  },
  {
    title: 'bad for the second time at the deadline: rolled back without a last look',
    metrics: failing((since) =>
      (since > seconds(105) && since < seconds(145)) || since > seconds(505) ? 20 : 0,
    ),
    says: [
      said.starting,
      said.failing,
      said.recovered,
      said.failing,
      said.failed,
      said.why,
      said.back,
      said.healed,
    ],
    why: [worse],
    ends: 'rolled-back: the checks failed too much',
  },
  {
    title: 'bad, with policy.rollback at-once: rolled back now',
    plan: policy({ rollback: 'at-once' }),
    metrics: failing((since) => (since > seconds(205) ? 10 : 0)),
    says: [said.starting, said.failed, said.why, said.back, said.healed],
    why: [worse],
    ends: 'rolled-back: the checks failed too much',
  },
  {
    title: 'dying: rolled back now',
    metrics: failing((since) => (since > seconds(305) ? 500 : 0)),
    says: [said.starting, said.failing, said.failed, said.why, said.back, said.healed],
    why: [/^error ratio in site_2 is worse: \d+000 errors in \d+ requests/],
    ends: 'rolled-back: the checks failed too much',
  },
  {
    title: 'dying, with policy.catastrophe wait: rolled back after the deadline',
    plan: policy({ catastrophe: 'wait' }),
    metrics: failing((since) => (since > seconds(305) ? 500 : 0)),
    says: [said.starting, said.failing, said.lastLook, said.failed, said.why, said.back, said.healed],
    why: [worse],
    ends: 'rolled-back: the checks failed too much',
  },
]);
