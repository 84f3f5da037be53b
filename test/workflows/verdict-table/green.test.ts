import { counted, known } from '../../helpers/judging.js';
import { memoryCheck, using } from '../../helpers/readings.js';
import { said, verdictTable, type Row } from '../../helpers/verdict-table.js';
import { activitiesOf, oldCommit, version } from '../../helpers/world.js';

const noWorse = /^error ratio in .* is no worse: 0 errors in \d+ requests/;
const green = 'rolled-out, proven: all checks are green';

/** Sites with few requests, as the judge knows from their past. */
const small: Row['plan'] = (plan) => ({
  ...plan,
  judge: {
    ...plan.judge,
    calibration: Object.fromEntries(plan.sites.map(({ site }) => [site, known(2)])),
  },
});

verdictTable([
  {
    title: 'every required check good at the deadline: rolled out',
    metrics: (site) => counted(site, [0, 500, 0, 500]),
    says: [said.starting, said.green, said.why, said.out],
    why: [noWorse, noWorse, noWorse, noWorse],
    ends: green,
  },
  {
    title: 'a check that is not required is bad: warned of, and rolled out',
    plan: (plan) => ({ ...plan, checks: [...plan.checks, { ...memoryCheck, required: false }] }),
    metrics: (site) => using(site, site === 'site_1' ? 2 : 1),
    says: [said.starting, said.failing, said.green, said.why, said.out],
    why: [/^memory in site_1 is worse/],
    ends: green,
  },
  {
    title: 'no site has traffic enough, but all together have: rolled out',
    plan: small,
    metrics: (site) => counted(site, [0, 20, 0, 20]),
    says: [said.starting, said.green, said.why, said.out],
    why: [
      /^error ratio in site_\d is not decided: /,
      /is not decided/,
      /is not decided/,
      /^error ratio in all sites is no worse: /,
    ],
    ends: green,
  },
  {
    title: 'bad in all sites together, and in no site alone: rolled back',
    plan: small,
    metrics: (site, since) => counted(site, [Math.round(since / 10_000) % 9 === 0 ? 1 : 0, 20, 0, 20]),
    says: [
      said.starting,
      /^The checks for cart are failing[^]*\nMetric error ratio in all sites increased from \.0% to \.\d%$/,
      said.lastLook,
      said.failed,
      said.why,
      said.back,
      said.healed,
    ],
    why: [/^error ratio in all sites is worse: /, /^error ratio in site_\d is not decided: /],
    ends: 'rolled-back: the checks failed too much',
  },
  {
    title: 'a site without a stable version is not compared: rolled out on the others, and on its own health',
    world: (w) => {
      const { observe } = activitiesOf(w);
      return Object.assign(w, {
        activities: {
          observe: async (at: Parameters<typeof observe>[0]) =>
            at.site === 'site_3'
              ? { site: at.site, generation: 7_000 }
              : { ...(await observe(at)), stable: version(oldCommit) },
        },
      });
    },
    metrics: (site) => ({ ...counted(site, [0, 500, 0, 500]), ...(site === 'site_3' && { baseline: [] }) }),
    says: [/^Starting [^]*\nFirst version in site_3, not compared\n/, said.green, said.why, said.out],
    why: [/^error ratio in site_3 is not decided; /, noWorse, noWorse, noWorse],
    ends: green,
  },
  {
    title: 'the version beside it fails as well: said, and rolled out',
    metrics: (site) => counted(site, site === 'site_1' ? [50, 500, 50, 500] : [0, 500, 0, 500]),
    says: [
      said.starting,
      'The version beside it fails as well: error ratio 10.0% in site_1. If this is the fix for it, promote rolls it out anyway.',
      said.green,
      said.why,
      said.out,
    ],
    why: [
      noWorse,
      noWorse,
      /^error ratio in site_1 is no worse: \d+ errors in \d+ requests \(10\.0%\), .*; 0\.8 to 1\.2 times its rate;/,
    ],
    ends: green,
  },
]);
