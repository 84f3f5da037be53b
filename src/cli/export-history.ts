import type { Cursor, Rebuild } from '../metric-providers/provider.js';
import type { DeploymentView } from '../domain/deployment.js';
import type { SiteReading } from '../domain/judge/reading.js';
import type { RecordedPoll, Recording } from '../domain/judge/recording.js';
import { findDeployment, recordedLooks, type RecordedLook } from '../temporal/recorded-looks.js';
import { adapters } from './adapters.js';
import { CommandFailed, exitCodes, type CommandContext } from './context.js';

/** Prints a deployment's looks as a recording, which `merganser judge` reads. */
export async function exportHistory(context: CommandContext, id: string): Promise<void> {
  await context.withTemporal(async (client) => {
    const handle = await findDeployment(client, id);
    if (!handle)
      throw new CommandFailed(
        `There is no deployment ${id}: it never was, or Temporal no longer keeps it.`,
        exitCodes.nothing,
      );
    const looks = await recordedLooks(client, handle);
    const { outcome } = await handle.query<DeploymentView>('status').catch(() => ({ outcome: undefined }));
    const recording = recordingOf(id, looks, rebuildOf(looks));
    if (!recording)
      throw new CommandFailed(
        `Deployment ${id} was never looked at: there is nothing to export.`,
        exitCodes.nothing,
      );
    const { deployment, polls } = recording;
    const ended = outcome && { outcome: { kind: outcome.kind, why: outcome.why } };
    const lines = [{ deployment }, ...polls, ...(ended ? [ended] : [])];
    process.stdout.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  });
}

function rebuildOf([look]: readonly RecordedLook[]): Rebuild {
  const type = look?.order.plan.metrics.type;
  const known = Object.entries(adapters.metrics).find(([name]) => name === type)?.[1];
  if (!known) throw new CommandFailed(`This version knows no metric provider of type ${type}.`);
  return known.rebuild;
}

/** Rebuilds what each look read; undefined without looks. Looks in which nothing was recorded of a site say why. */
export function recordingOf(
  id: string,
  looks: readonly RecordedLook[],
  rebuild: Rebuild,
): Omit<Recording, 'outcome'> | undefined {
  const [first] = looks;
  if (!first) return undefined;
  const { plan, sites, clock } = first.order;
  const watched = sites.map(({ at: { site } }) => ({
    site,
    edges: Object.values(first.order.plan.judge.calibration[site]?.edges ?? {}).flatMap((of) =>
      of.map((w) => w.edge),
    ),
  }));
  const rebuilt = rebuild(
    watched,
    looks.map(({ result }): Cursor => result.state.cursor),
  );
  const { analysis, checks, policy, judge } = plan;
  return {
    deployment: {
      ...{ id, service: plan.service, commit: plan.version.commit },
      startedAt: new Date(clock.startedAt).toISOString(),
      sites: sites.map(({ at: { site }, stable }) => ({ site, compared: stable !== undefined })),
      plan: { analysis, checks, policy, judge },
    },
    polls: looks.map((look, i) => pollOf(look, looks[i - 1], rebuilt[i] ?? [])),
  };
}

function pollOf(
  { order, result }: RecordedLook,
  before: RecordedLook | undefined,
  sites: readonly SiteReading[],
): RecordedPoll {
  const resumed = before && order.clock.deadline !== before.result.clock.deadline;
  return {
    at: result.at,
    ...(order.polls > 1 && { polls: order.polls }),
    ...(resumed && { resumedAt: new Date(order.clock.lookedAt).toISOString() }),
    sites: sites.map((reading) => asJudged(reading, result)),
  };
}

/** A site that could not be read left its cursor as it was; the judge was told why. */
function asJudged(reading: SiteReading, { streams }: RecordedLook['result']): SiteReading {
  const { site } = reading;
  const failed = streams.find((s) => s.site === site && s.evidence === 'provider-error');
  return failed && isEmpty(reading) ? { site, kind: 'provider-error', why: failed.because } : reading;
}

/** Of several polls in a look the last one alone may have failed; what the others read was judged. */
const isEmpty = (reading: SiteReading) =>
  reading.kind !== 'counts' ||
  [...reading.canary, ...reading.baseline].every(({ requests }) => requests === 0);
