import { defaultQueuePolicy, type Analysis, type Policy } from '../domain/plan.js';
import type { Health } from '../domain/release.js';
import type { Destination } from './adapters.js';
import { checkNameOf, defaultChecks, settleCheck, type CheckInput } from './checks.js';
import { settleTuning } from './judge-limits.js';
import type { Limits } from './platform-schema.js';
import type { Settings } from './service-schema.js';
import type { Registration, ServiceSettings } from './settings.js';

/** What one place says of a service, its notifier's options read. */
export interface Given<S extends Settings = Settings> {
  readonly settings: S;
  readonly notify?: Destination;
}

/** What the platform file says for every service. */
export interface Base {
  readonly sites: readonly {
    readonly name: string;
    readonly target: ServiceSettings['sites'][number]['target'];
  }[];
  readonly metrics: ServiceSettings['metrics'];
  readonly notify: Destination;
  readonly defaults: Given;
  readonly limits: Limits;
}

type Run = ServiceSettings['run'];

/** A service's settings with every default applied, before it is known which service they are for. */
export interface Settled extends Omit<ServiceSettings, keyof Registration | 'sites' | 'run'> {
  readonly sites: readonly string[];
  readonly run: Omit<Run, 'start'> & { readonly start?: string };
}

const defaultHealth: Health = { path: '/healthz', interval: 500, timeout: 30_000 };

const defaultPolicy: Policy = {
  ...defaultQueuePolicy,
  rollback: 'at-deadline',
  catastrophe: 'roll-back',
  unproven: 'rollout',
  noData: 'hold',
  holdFor: 4 * 3_600_000,
};

/** Lays what a service says over the platform's defaults and those over the built-in ones. */
export function settle(own: Given, base: Base, { bounded }: { bounded: boolean }): Settled {
  const given = under(base.defaults.settings, own.settings);
  const bounds = bounded ? base.limits : {};
  const mostDuration = given.analysis?.maxDuration ?? bounds.duration?.max;
  const analysis = settleAnalysis(given.analysis, mostDuration);
  return {
    sites: given.sites ?? bounds.sites ?? base.sites.map(({ name }) => name),
    run: settleRun(given),
    weight: given.canary?.weight ?? 0.1,
    analysis,
    fixedDuration: given.analysis?.duration !== undefined,
    ...(mostDuration !== undefined && { mostDuration }),
    tuning: settleTuning(given.judge, given.policy?.rollback === 'at-once', bounds),
    checks: settleChecks(given.checks, bounds.checks?.always, analysis.duration),
    policy: settlePolicy(given.policy),
    metrics: base.metrics,
    notify: own.notify ?? base.defaults.notify ?? base.notify,
  };
}

/** Mappings are merged key by key; lists and everything else are replaced. */
function under(defaults: Settings, own: Settings): Settings {
  return {
    ...defaults,
    ...own,
    health: { ...defaults.health, ...own.health },
    env: { ...defaults.env, ...own.env },
    canary: { ...defaults.canary, ...own.canary },
    analysis: { ...defaults.analysis, ...own.analysis },
    judge: { ...defaults.judge, ...own.judge },
    policy: { ...defaults.policy, ...own.policy },
  };
}

function settleRun({ build, start, health, env, envFile, instances, canary }: Settings): Settled['run'] {
  return {
    ...(build !== undefined && { build }),
    ...(start !== undefined && { start }),
    health: { ...defaultHealth, ...health },
    env: env ?? {},
    ...(envFile !== undefined && { envFile }),
    instances: instances ?? 2,
    canaryInstances: canary?.instances ?? 1,
  };
}

/** A duration that nobody gave keeps within `most`; one that was given is refused beyond it, and not changed silently. */
function settleAnalysis(given: Partial<Analysis> = {}, most = Infinity): Analysis {
  const { maxDuration, interval, prepareTimeout } = given;
  const duration = given.duration ?? Math.min(600_000, most);
  return {
    duration,
    maxDuration: maxDuration ?? (given.duration ? 2 * duration : Math.min(2 * duration, most)),
    interval: interval ?? Math.min(5_000, Math.floor(duration / 3)),
    prepareTimeout: prepareTimeout ?? 300_000,
  };
}

function settleChecks(
  given: readonly CheckInput[] = defaultChecks,
  always: readonly CheckInput[] = [],
  duration: number,
) {
  const fixed = new Set(always.map(checkNameOf));
  const free = given.filter((check) => !fixed.has(checkNameOf(check)));
  return [...free, ...always].map((check) => settleCheck(check, duration));
}

function settlePolicy(given: Settings['policy'] = {}): Policy {
  const { merges, rollback, catastrophe, unproven, noData, holdFor, quarantine } = {
    ...defaultPolicy,
    ...given,
  };
  return { merges, rollback, catastrophe, unproven, noData, holdFor, quarantine };
}

/** What a service is judged by that says nothing, and is told nothing by its platform. */
export const builtIn: Pick<Settled, 'analysis' | 'checks' | 'policy' | 'tuning'> = {
  analysis: settleAnalysis(),
  checks: settleChecks(undefined, [], 600_000),
  policy: settlePolicy(),
  tuning: settleTuning(undefined, false, {}),
};
