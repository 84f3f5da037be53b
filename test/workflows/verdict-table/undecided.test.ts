import type { Policy } from '../../../src/domain/plan.js';
import type { SiteReading } from '../../../src/domain/judge/reading.js';
import { counted } from '../../helpers/judging.js';
import { lost, said, verdictTable, type Row } from '../../helpers/verdict-table.js';

/** A poll every 20 s is enough where nothing is ever decided. */
const policy =
  (changed: Partial<Policy>): Row['plan'] =>
  (plan) => ({
    ...plan,
    analysis: { ...plan.analysis, interval: 20_000 },
    policy: { ...plan.policy, ...changed },
  });

const thin: Row['metrics'] = (site) => counted(site, [0, 1, 0, 1]);
const refused: Row['metrics'] = (site): SiteReading => ({ site, kind: 'provider-error', why: 'Refused.' });
const canaryGone: Row['metrics'] = (site, since) => {
  if (site !== 'site_3' || since < 105_000) return counted(site, [0, 500, 0, 500]);
  const baseline = [{ instance: 's1', requests: 500, errors: 0 }];
  return { site, kind: 'no-data', baseline, why: 'There is no series of the canary.' };
};

const asking = (why: string) =>
  `I cannot decide about cart: ${why}. Please promote or abort it; I will roll it back at +40 min.`;
const noMetrics = (...sites: string[]) =>
  asking(sites.map((site) => `no metrics in ${site} (refused)`).join(', '));

verdictTable([
  {
    title: 'thin, with policy.unproven rollout: rolled out unproven at the latest time',
    plan: policy({ unproven: 'rollout' }),
    metrics: thin,
    says: [said.starting, said.extended, said.unproven, said.why, said.out],
    why: [/is not decided: 0 errors in \d+ requests .* more canary requests would settle it$/],
    ends: 'rolled-out: nothing bad was seen, but there was too little traffic to be sure',
  },
  {
    title: 'thin, with policy.unproven rollback: rolled back at the latest time',
    plan: policy({ unproven: 'rollback' }),
    metrics: thin,
    says: [
      said.starting,
      said.extended,
      'Nothing bad was seen in cart, but there was too little traffic to be sure. I will roll this back.',
      said.why,
      said.back,
    ],
    why: [/is not decided/],
    ends: 'rolled-back: too little was seen',
  },
  {
    title: 'thin, with policy.unproven hold: a person is asked',
    plan: policy({ unproven: 'hold' }),
    metrics: thin,
    says: [
      said.starting,
      said.extended,
      asking('there was too little traffic to be sure'),
      said.why,
      said.soonOver,
      said.nobody,
      said.back,
    ],
    why: [/is not decided/],
    ends: 'rolled-back: nobody decided in time',
  },
  {
    title: 'the metrics are away, with policy.noData hold: a person is asked',
    plan: policy({ noData: 'hold' }),
    metrics: refused,
    says: [
      said.starting,
      lost('site_1'),
      lost('site_2'),
      lost('site_3'),
      said.extended,
      noMetrics('site_1', 'site_2', 'site_3'),
      said.why,
      said.soonOver,
      said.nobody,
      said.back,
    ],
    why: [/is not decided/],
    ends: 'rolled-back: nobody decided in time',
  },
  {
    title: 'the metrics are away, with policy.noData rollback: rolled back',
    plan: policy({ noData: 'rollback' }),
    metrics: refused,
    says: [
      said.starting,
      lost('site_1'),
      lost('site_2'),
      lost('site_3'),
      said.extended,
      'There are no metrics of cart to decide by. I will roll this back.',
      said.why,
      said.back,
    ],
    why: [/is not decided/],
    ends: 'rolled-back: there were no metrics',
  },
  {
    title: "one site's canary cannot be seen any more: never rolled out blind",
    plan: policy({ noData: 'hold' }),
    metrics: canaryGone,
    says: [
      said.starting,
      lost('site_3'),
      said.extended,
      asking('no metrics in site_3 (there is no series of the canary)'),
      said.why,
      said.soonOver,
      said.nobody,
      said.back,
    ],
    why: [/is not decided/],
    ends: 'rolled-back: nobody decided in time',
  },
]);
