import { ApplicationFailure } from '@temporalio/common';
import type { Activities } from '../../../src/activities/index.js';
import { counted } from '../../helpers/judging.js';
import { lost, said, verdictTable, type Row } from '../../helpers/verdict-table.js';
import { activitiesOf } from '../../helpers/world.js';

const seconds = (n: number) => n * 1_000;
const green = 'rolled-out, proven: all checks are green';

/** No look can be made between these times. */
const away =
  (from: number, to: number): Row['world'] =>
  (w) => {
    const { look } = activitiesOf(w);
    const failing: Activities['look'] = async (order) => {
      const since = (await w.now()) - order.clock.startedAt;
      if (since > from && since < to) throw ApplicationFailure.retryable('no worker');
      return look(order);
    };
    return Object.assign(w, { activities: { look: failing } });
  };

const failing =
  (errors: (since: number) => number): Row['metrics'] =>
  (site, since) =>
    counted(site, [site === 'site_2' ? errors(since) : 0, 500, 0, 500]);

verdictTable([
  {
    title: 'four minutes without looks: the deadline moves by them',
    world: away(seconds(205), seconds(445)),
    metrics: failing(() => 0),
    says: [
      said.starting,
      /^I could not look at cart for 24\d s\. The analysis goes on until \+14 min$/,
      said.green,
      said.why,
      said.out,
    ],
    why: [/is no worse/],
    ends: green,
  },
  {
    title: 'bad before a gap without looks and healthy after it: nothing is decided on what was seen before',
    world: away(seconds(585), seconds(705)),
    metrics: failing((since) => (since > seconds(505) && since < seconds(590) ? 10 : 0)),
    says: [
      said.starting,
      said.failing,
      /^I could not look at cart for 1[23]\d s\. The analysis goes on until \+12 min$/,
      said.lastLook,
      said.green,
      said.why,
      said.out,
    ],
    why: [/^error ratio in site_2 has recovered; until then: 80 errors/],
    ends: green,
  },
  {
    title: 'the metrics of one site are away for 90 s: said, and the verdict is as if they had not been',
    metrics: (site, since) =>
      site === 'site_2' && since > seconds(205) && since < seconds(295)
        ? { site, kind: 'provider-error', why: 'Refused.' }
        : counted(site, [0, 500, 0, 500]),
    says: [said.starting, lost('site_2'), said.green, said.why, said.out],
    why: [/is no worse/],
    ends: green,
  },
  {
    title: 'the metrics of all sites are away for 30 s: not worth a word',
    metrics: (site, since) =>
      since > seconds(205) && since < seconds(235)
        ? { site, kind: 'provider-error', why: 'Refused.' }
        : counted(site, [0, 500, 0, 500]),
    says: [said.starting, said.green, said.why, said.out],
    why: [/is no worse/],
    ends: green,
  },
  {
    title:
      'the metrics of the version beside the canary are lost, and the canary dies: never rolled out blind',
    metrics: (site, since) =>
      site === 'site_2' && since > seconds(205)
        ? { site, kind: 'counts', canary: [{ instance: 'c1', requests: 500, errors: 500 }], baseline: [] }
        : counted(site, [0, 500, 0, 500]),
    says: [
      said.starting,
      lost('site_2'),
      said.extended,
      /^I cannot decide about cart: no metrics in site_2 \(there is no series of the version beside it\)\. Please /,
      said.why,
      said.soonOver,
      said.nobody,
      said.back,
    ],
    why: [/is no worse/],
    ends: 'rolled-back: nobody decided in time',
  },
]);
