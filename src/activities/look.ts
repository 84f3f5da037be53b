import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../domain/judge/clock.js';
import { compact } from '../domain/judge/compact.js';
import { worstOf } from '../domain/judge/evidence.js';
import { judge, type Judgement, type JudgeState, type Poll } from '../domain/judge/judge.js';
import type { Before } from '../domain/order.js';
import type { Plan } from '../domain/plan.js';
import { spareTtl } from '../domain/lease.js';
import type { Cursor, MetricProvider } from '../metric-providers/provider.js';
import { renewed, type Lease } from './lease.js';
import type { Ports } from './ports.js';

/** What a look carries to the next: absolute counters and the judge's own state. */
export interface LookState {
  readonly cursor: Cursor;
  readonly judge: JudgeState;
  /** Sites of which it was said that they had taken the canary off by themselves. */
  readonly expired?: readonly string[];
}

export interface LookOrder {
  readonly plan: Pick<Plan, 'service' | 'version' | 'checks' | 'policy' | 'metrics' | 'analysis' | 'judge'>;
  /** For the log alone: the deployment's id. */
  readonly deployment?: string;
  readonly sites: readonly Before[];
  readonly clock: Clock;
  readonly state?: LookState;
  readonly polls: number;
  readonly lease?: Lease;
  /** How long after this look the next one is due, in ms. Absent where none follows the one that asks a person. */
  readonly nextMs?: number;
  /** A person is waited for: no deadline decides. */
  readonly waits?: boolean;
}

export interface LookResult extends Omit<Judgement, 'state'> {
  readonly at: string;
  readonly state: LookState;
}

/**
 * Polls all sites and checks, judges, and advises; and renews the canaries until after the next look. With several polls it returns early when there is anything to say.
 * It measures from where the last recorded look ended, so doing it again after a crash counts nothing twice.
 */
export async function look(ports: Ports, order: LookOrder, stop: AbortSignal): Promise<LookResult> {
  const provider = ports.metrics[order.plan.metrics.type];
  if (!provider) throw new Error(`there is no metric provider of type ${order.plan.metrics.type}`);
  const { clock, plan, state } = order;
  const { nextMs } = order;
  const renewing = renewed(ports, order, order.polls * clock.interval + (nextMs ?? 0) + spareTtl, stop);
  let result = await poll(ports, provider, order, stop);
  for (let polls = 1; polls < order.polls && isQuiet(result); polls += 1) {
    await sleep(clock.interval, undefined, { signal: stop });
    result = await poll(ports, provider, { ...order, clock: result.clock, state: result.state }, stop);
  }
  const expired = await renewing;
  if (nextMs === undefined && result.advice.kind === 'ask')
    await renewed(ports, order, plan.policy.holdFor + spareTtl, stop);
  return withExpired(result, expired, state?.expired);
}

/** Says once of a site that it had taken the canary off by itself. */
function withExpired(result: LookResult, found: readonly string[], said: readonly string[] = []): LookResult {
  const expired = [...new Set([...said, ...found])];
  const news = expired.slice(said.length).map((site) => ({ kind: 'ttl-expired', site }) as const);
  const state = { ...result.state, ...(expired.length > 0 && { expired }) };
  return { ...result, state, notices: [...news, ...result.notices] };
}

const isQuiet = (result: LookResult) =>
  result.advice.kind === 'continue' && result.notices.length === 0 && result.missed === 0;

async function poll(
  { measure }: Ports,
  provider: MetricProvider,
  order: LookOrder,
  stop: AbortSignal,
): Promise<LookResult> {
  const { plan, sites, state } = order;
  const reading = await provider.read(
    { service: plan.service, sites: sites.map((site) => site.at), canary: plan.version.commit },
    state?.cursor,
    stop,
  );
  const settings = {
    checks: plan.checks,
    policy: plan.policy,
    analysis: plan.analysis,
    judge: plan.judge,
    intervalsPerPoll: order.waits ? Math.ceil((order.nextMs ?? 0) / plan.analysis.interval) || 1 : 1,
    ...(order.waits && { waits: true }),
    sites: sites.map((site) => ({ site: site.at.site, compared: site.stable !== undefined })),
  };
  const read: Poll = { at: Date.parse(reading.at), sites: reading.sites };
  const { state: judged, ...judgement } = judge(settings, state?.judge, order.clock, read);
  for (const { site } of settings.sites) {
    const evidence = worstOf(judgement.streams.filter((stream) => stream.site === site));
    if (evidence) measure.polled(plan.service, site, evidence);
  }
  return { ...judgement, at: reading.at, state: { cursor: reading.cursor, judge: compact(judged) } };
}
