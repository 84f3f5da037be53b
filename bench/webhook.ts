/**
 * `npm run bench:webhook -- [--quick] [--seconds N] [--rate N] [--services N] [--signals N] [--json FILE]`: how fast webhooks
 * are acknowledged, and whether one is lost. A real starter and a dev server with its database on disk; no worker, which an
 * acknowledgement does not wait for. Beside it, half before and half after, bare `signalWithStart` at the same rate. Then
 * many merges of one service at 300 a second, with a worker. Prints tables in Markdown; ends with 1 when a merge was lost.
 */
import { writeFileSync } from 'node:fs';
import { figureOf, figureTable, table, type Figure } from './figures.js';
import { benchOptions } from './options.js';
import { countWaiting, untilRunning, whilePreparing, withoutStarting } from './webhook/counting.js';
import { paced, sender, type Sent } from './webhook/load.js';
import { pushTo } from './webhook/merges.js';
import { openStage, secret, type Stage } from './webhook/stage.js';
import { until } from '../test/helpers/until.js';

const { seconds, rate, services, signals, json } = benchOptions('bench:webhook', {
  seconds: [60, 3],
  rate: [200, 200],
  services: [50, 50],
  signals: [10_000, 600],
});

/** One service alone gets so many merges a second. */
const burst = 300;

interface Kept {
  readonly what: string;
  readonly sent: number;
  /** Answered with 202. */
  readonly accepted: number;
  /** What the services know of. */
  readonly known: number;
  /** What was answered instead, by what it was. */
  readonly others: Readonly<Record<string, number>>;
}

const kept = (what: string, sent: readonly Sent[], known: number): Kept => {
  const others: Record<string, number> = {};
  for (const { result } of sent) if (result !== '202') others[result] = (others[result] ?? 0) + 1;
  const accepted = sent.filter(({ result }) => result === '202').length;
  return { what, sent: sent.length, accepted, known, others };
};

const names = Array.from({ length: services }, (_, i) => `service-${i + 1}`);
const nameAt = (n: number) => names[n % names.length] ?? '';

/** The same call as the starter's, on a task queue that nobody works on. */
async function bare({ env }: Stage, first: number, count: number): Promise<Sent[]> {
  return paced(count, rate, async (i) => {
    const service = nameAt(i);
    const { after: commit, repository, head_commit } = pushTo(service, first + i);
    const merge = { repository: repository.html_url, commit, subject: head_commit?.message ?? '' };
    await env.client.workflow.signalWithStart('service', {
      workflowId: `bare.${service}`,
      taskQueue: 'bare',
      args: [{ service }],
      signal: 'merged',
      signalArgs: [{ ...merge, receivedAt: new Date().toISOString() }],
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
    return '202';
  });
}

async function many(stage: Stage): Promise<{ figures: Figure[]; kept: Kept }> {
  const hooks = sender(stage.url, secret);
  const count = seconds * rate;
  const half = Math.ceil(count / 2);
  const before = await bare(stage, 0, half);
  const sent = await paced(count, rate, (n) => hooks.send(pushTo(nameAt(n), n)));
  const after = await bare(stage, half, count - half);
  hooks.close();
  const counts = await withoutStarting(stage.env, () =>
    Promise.all(names.slice(0, count).map((name) => countWaiting(stage.env, name))),
  );
  const ms = (samples: readonly Sent[]) => samples.map((one) => one.ms);
  return {
    figures: [
      figureOf('webhook acknowledged', ms(sent), 'p99 under 100 ms'),
      figureOf('bare signalWithStart', ms([...before, ...after])),
    ],
    kept: kept(
      `${services} services, ${rate} a second`,
      sent,
      counts.reduce((sum, one) => sum + one, 0),
    ),
  };
}

/** The first merge is deployed, the others wait and are counted. */
async function one(stage: Stage): Promise<Kept> {
  const service = 'busy';
  const hooks = sender(stage.url, secret);
  return whilePreparing(stage.env, async () => {
    await hooks.send(pushTo(service, 0));
    await untilRunning(stage.env, service);
    const sent = await paced(signals, burst, (n) => hooks.send(pushTo(service, n + 1)));
    hooks.close();
    const accepted = sent.filter(({ result }) => result === '202').length;
    const all = async () => ((await countWaiting(stage.env, service)) >= accepted ? true : undefined);
    await until(all, 60_000).catch(() => undefined); // what is not there then is lost
    return kept(`one service, ${burst} a second`, sent, await countWaiting(stage.env, service));
  });
}

const stage = await openStage([...names, 'busy']);
try {
  const { figures, kept: first } = await many(stage);
  const [webhook, call] = figures;
  const ratio = (webhook?.p99 ?? NaN) / (call?.p99 ?? NaN);
  console.log(
    `${figureTable(figures)}\n\nThe p99 of a webhook is ${ratio.toFixed(1)} times that of the call\n`,
  );
  const all = [first, await one(stage)];
  const rows = all.map(({ what, sent, accepted, known, others }) => [
    what,
    ...[sent, accepted, known, Math.max(0, accepted - known)].map(String),
    Object.entries(others)
      .map(([result, times]) => `${result}: ${times}`)
      .join(', '),
  ]);
  console.log(table(['merges', 'sent', 'accepted', 'known afterwards', 'lost', 'other answers'], rows));
  if (json !== undefined) writeFileSync(json, `${JSON.stringify({ figures, ratio, kept: all }, null, 2)}\n`);
  if (all.some(({ accepted, known }) => known < accepted)) process.exitCode = 1;
} finally {
  await stage.close();
}
