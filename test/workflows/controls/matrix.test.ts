import test from 'ava';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { asFailure } from '../../../src/activities/failures.js';
import { Unhealthy } from '../../../src/deploy-targets/target.js';
import { deploymentControls } from '../../../src/domain/controls.js';
import { table } from '../../../src/domain/controls/table.js';
import type { ControlAnswer, Phase } from '../../../src/domain/deployment.js';
import { texts } from '../../helpers/play.js';
import { realServer, stopServers } from '../../helpers/servers.js';
import { holdUp, playOn, short, type Played, type Point } from '../../helpers/stage.js';
import { until } from '../../helpers/until.js';
import { activitiesOf, newCommit, oldCommit, polled, sites, world, type World } from '../../helpers/world.js';
import { cells, type Cell } from './cells.js';

type Way = 'signal' | 'update' | 'cancel';

let env: TestWorkflowEnvironment;
test.before(async () => {
  env = await realServer();
});
test.after.always(stopServers);

const input = { by: 'ann', reason: 'I know why' };
const points: Readonly<Record<Phase, Point | undefined>> = {
  preparing: 'observe',
  deploying: 'canary',
  analyzing: 'look',
  held: undefined,
  'rolling-out': 'rollout',
  'rolling-back': 'rollback',
  verifying: 'recovery',
  done: 'post rolled-out',
};

/** The world in which a deployment comes into the phase of a cell, and the gate that lets it leave that by itself. */
function staged({ phase, stuck }: Cell) {
  const w = short(world(env));
  w.plan = (plan) => ({
    ...plan,
    checks: plan.checks.map((check) => ({ ...check, window: 500 })),
    policy: {
      ...plan.policy,
      unproven: phase === 'held' ? 'hold' : 'rollout',
      holdFor: phase === 'held' ? 2_000 : 60_000,
    },
  });
  if (phase === 'held') w.metrics = (site) => polled(site, 0, 1);
  if (phase === 'rolling-back' || phase === 'verifying') w.metrics = (site) => polled(site, 50);
  const point = points[phase];
  let isStuck = stuck === true;
  if (stuck) {
    const { apply } = activitiesOf(w);
    w.activities.apply = (want) =>
      isStuck && want.step === 'rollback' && want.at.site === 'site_2'
        ? Promise.reject(asFailure(new Unhealthy('the disk is full')))
        : apply(want);
    return { w, open: () => (isStuck = false), reached: () => true };
  }
  return { w, ...(point ? holdUp(w, point) : { open: () => undefined, reached: () => true }) };
}

async function say(played: Played, control: Cell['control'], way: Way): Promise<ControlAnswer | undefined> {
  if (way === 'cancel') await played.handle.cancel();
  else if (way === 'signal') await played.handle.signal(control, input);
  else return played.handle.executeUpdate<ControlAnswer, [object]>(control, { args: [input] });
  return undefined;
}

/** Plays a cell in one way; returns what is not as the table says. */
async function playCell(cell: Cell, way: Way, n: number): Promise<string[]> {
  const { w, ...point } = staged(cell);
  const played = await playOn(env, `cell-${n}-${Date.now()}`, w);
  await played.reached(cell.phase);
  await until(() => point.reached() || undefined);
  if (cell.stuck) await until(async () => (await played.status()).stuck?.includes('site_2') || undefined);
  if (cell.after) await say(played, cell.after, 'update');
  if (cell.stuck && cell.control === 'resume') point.open();
  const answer = await say(played, cell.control, way);
  // A signal has no answer: it was taken in once a query sees it, which comes after it.
  const taken = await played.status();
  point.open();
  if (cell.then) await whenWaited(played, cell);
  const { outcome } = await played.end();
  const wrong = (is: boolean, what: string) => (is ? [] : [what]);
  const why =
    way === 'cancel' && outcome?.kind === 'aborted' ? /aborted it: the workflow was cancelled/ : cell.why;
  const said = texts(w).map((text) => text.replaceAll(/cell-\d+-\d+/g, 'cart'));
  return [
    ...wrong(!answer || answer.accepted === cell.accepted, `accepted: ${answer?.accepted}`),
    ...wrong(!answer || cell.next.test(answer.next), `answered: ${answer?.next}`),
    ...wrong(!answer || answer.phase === cell.phase, `in phase ${answer?.phase}`),
    ...wrong(
      cell.control !== 'hold' || !cell.accepted || cell.phase === 'held' || taken.hold?.by === 'ann',
      'the view does not say who holds it',
    ),
    ...wrong(outcome?.kind === cell.ends, `ended: ${outcome?.kind}`),
    ...wrong(why.test(outcome?.why ?? ''), `why: ${outcome?.why}`),
    ...wrong(way === 'cancel' || !cell.says || said.includes(cell.says), `said: ${said.join(' | ')}`),
    ...wrong(
      runsAsTold(w, cell),
      `left ${JSON.stringify(sites.map(({ site }) => w.running.get(site)?.stable?.commit?.slice(0, 2)))}`,
    ),
  ];
}

/** It stays where it is held, past its deadline, and says until when. */
async function whenWaited(played: Played, cell: Cell): Promise<void> {
  if (cell.phase !== 'preparing') {
    const { until: deadline = '' } = await played.reached('analyzing');
    await until(() => Date.now() > Date.parse(deadline) + 300 || undefined);
  }
  const phase = cell.phase === 'preparing' ? 'preparing' : 'analyzing';
  const view = await played.reached(phase);
  if (!view.hold?.until) throw new Error('it does not say until when it is held');
  await say(played, cell.then ?? 'abort', 'update');
}

function runsAsTold(w: World, { ends, phase }: Cell): boolean {
  if (ends === 'rollback-failed') return true;
  const commit = ends === 'rolled-out' ? newCommit : phase === 'preparing' ? undefined : oldCommit;
  return sites.every(
    ({ site }) => w.running.get(site)?.stable?.commit === commit && !w.running.get(site)?.canary,
  );
}

const ways = (cell: Cell): readonly Way[] =>
  cell.control === 'abort' ? ['signal', 'update', 'cancel'] : ['signal', 'update'];
const played = new Map<string, string>();
const key = (phase: string, control: string) => `${phase} ${control}`;

for (const phase of Object.keys(table) as Phase[]) {
  test.serial(
    `${phase}: every control does what the state table says, by signal and by update`,
    async (t) => {
      const row = cells.filter((cell) => cell.phase === phase);
      await Promise.all(
        row.flatMap((cell, i) =>
          ways(cell).map(async (way, j) => {
            const name = `${cell.after ? `${cell.after}, ` : ''}${cell.control}${cell.stuck ? ' (stuck)' : ''} by ${way}`;
            const wrong = await playCell(cell, way, 10 * i + j).catch((error: unknown) => [String(error)]);
            t.deepEqual(wrong, [], name);
            const at = key(phase, cell.control);
            played.set(at, [...new Set([...(played.get(at) ?? '').split(' '), way])].join(' ').trim());
          }),
        ),
      );
    },
  );
}

test.serial('every cell of the state table was played', (t) => {
  const width = Math.max(...Object.keys(table).map((phase) => phase.length)) + 1;
  const line = (name: string, of: readonly string[]) =>
    name.padEnd(width) + of.map((text) => text.padEnd(22)).join('');
  t.log(line('', deploymentControls));
  for (const phase of Object.keys(table)) {
    const row = deploymentControls.map((control) => played.get(key(phase, control)) ?? 'NOT PLAYED');
    t.log(line(phase, row));
    t.false(row.includes('NOT PLAYED'), phase);
  }
});
