import test, { type ExecutionContext } from 'ava';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Outcome } from '../../src/domain/deployment.js';
import type { Plan } from '../../src/domain/plan.js';
import { errorRatio, known } from './judging.js';
import { canaries, play, ranAt } from './play.js';
import { slower, using } from './readings.js';
import { stopServers, timeSkipping } from './servers.js';
import { newCommit, oldCommit, sites, world, type World } from './world.js';

/** A row of the verdict table: what happens at the sites, and all that a person is told of it. */
export interface Row {
  readonly title: string;
  /** A poll every 10 s; `since` the start of the analysis, in ms. */
  readonly metrics: World['metrics'];
  /** Changes the plan: three sites, the error ratio alone, 10 minutes and at most 20. */
  readonly plan?: (usual: Plan) => Plan;
  readonly world?: (w: World) => World;
  /** Every message in order: its first line, or what its whole text matches. Times are minutes since the start: `+10 min`. */
  readonly says: readonly (string | RegExp)[];
  /** Lines of the message that begins with `Why:`, from its first on. Absent: there is no such message. */
  readonly why?: readonly RegExp[];
  /** How it ended and why, as the workflow returns it. */
  readonly ends: string;
}

/** What is said, by what it means. The words themselves are held to the letter elsewhere, too. */
export const said = {
  starting: 'Starting analysis of cart with deployment id abc123',
  failing: "The checks for cart are failing. I will soon roll this back if it doesn't recover.",
  recovered: 'The checks for cart have recovered. The analysis goes on until +10 min',
  lastLook:
    'The deadline for cart is here and a check is still bad. I will take a last look at fresh numbers, until +20 min at most.',
  extended: 'There is not enough to decide about cart yet. I will look until +20 min.',
  failed: 'The checks for cart have failed too much. I will roll this back. Problems are:',
  green: 'The checks for cart are all green. I will roll this out. Check results are:',
  unproven:
    'Nothing bad was seen in cart, but there was too little traffic to be sure. I will roll this out unproven.',
  why: 'Why:',
  soonOver: 'cart still waits for a person to promote, resume or abort it. I will roll it back at +40 min.',
  nobody: 'Nobody decided about cart in time. I will roll this back.',
  out: 'Rolled out cart: site_1, site_2, site_3 run bbbbbb',
  back: 'Rolled back cart: site_1, site_2, site_3 run aaaaaa again',
  healed: /^cart recovered after \d+ s\.$/,
};

/** Said at the first poll that ends 60 s or more after the last one that was read. */
export const lost = (site: string) =>
  new RegExp(`^No metrics from cart in ${site} for [6-8]\\d s\\. This is not counted against the canary\\.$`);

/** A test for each row, on a time-skipping server of this file's own. */
export function verdictTable(rows: readonly Row[]): void {
  let env: TestWorkflowEnvironment;
  test.before(async () => {
    env = await timeSkipping();
  });
  test.after.always(stopServers);
  for (const [i, row] of rows.entries()) {
    test.serial(row.title, async (t) => holds(t, row, await playRow(env, row, `row-${i}`)));
  }
}

/** All that a check may read, as it was before the canary came. */
const healthy: World['after'] = (site) => {
  const [took, used] = [slower(site, 1, 1_000), using(site, 1)];
  if (took.kind !== 'counts' || used.kind !== 'counts') return took;
  const baseline = took.baseline.map((one) => ({ ...used.baseline[0], ...one }));
  return { site, kind: 'counts', canary: [], baseline };
};

interface Played {
  readonly w: World;
  readonly outcome: Outcome | undefined;
}

async function playRow(env: TestWorkflowEnvironment, row: Row, id: string): Promise<Played> {
  const usual = world(env);
  const w = row.world?.(usual) ?? usual;
  const calibration = Object.fromEntries(sites.map(({ site }) => [site, known()]));
  w.plan = (plan) => {
    const judged = {
      ...plan,
      checks: [errorRatio],
      judge: { ...plan.judge, single: false, calibration },
    };
    return row.plan?.(judged) ?? judged;
  };
  w.metrics = row.metrics;
  w.after = healthy;
  const { outcome } = await play(env, w, id);
  return { w, outcome };
}

function holds(t: ExecutionContext, row: Row, { w, outcome }: Played): void {
  const messages = told(w);
  const matched = messages.map((text, i) => {
    const wanted = row.says[i];
    return wanted instanceof RegExp && wanted.test(text) ? wanted : text.split('\n')[0];
  });
  t.deepEqual(matched, [...row.says]);
  const [, ...lines] = messages.find((text) => text.startsWith(said.why))?.split('\n') ?? [];
  t.is(lines.length > 0, row.why !== undefined, 'whether it explains itself');
  for (const [i, line] of (row.why ?? []).entries()) t.regex(lines[i] ?? '', line);
  t.is(ending(outcome), row.ends);
  const runs = outcome?.kind === 'rolled-out' ? newCommit : oldCommit;
  t.deepEqual(ranAt(w), [runs, runs, runs]);
  t.is(canaries(w), 0);
}

const ending = (outcome: Outcome | undefined) =>
  outcome && `${outcome.kind}${outcome.proven ? ', proven' : ''}: ${outcome.why}`;

const minutesOf = (time: string) => {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(parseFloat);
  return hours * 60 + minutes + seconds / 60;
};

/** What was posted, its times in minutes since the start, from which the first message counts ten. */
function told({ posted }: World): string[] {
  const time = /(\d\d:\d\d:\d\d) UTC/g;
  const [first = ''] = posted.map(({ text }) => text);
  const start = minutesOf(time.exec(first)?.[1] ?? '') - 10;
  const since = (at: string) => Math.round(minutesOf(at) - start + 1440) % 1440;
  return posted.map(({ text }) => text.replace(time, (_, at: string) => `+${since(at)} min`));
}
