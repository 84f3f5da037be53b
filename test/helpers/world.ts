import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import type { Apply, Activities } from '../../src/activities/index.js';
import type { Posting } from '../../src/activities/notify.js';
import { render } from '../../src/domain/announcements/words.js';
import type { Merge } from '../../src/domain/change.js';
import type { SiteReading } from '../../src/domain/judge/reading.js';
import { asFailure } from '../../src/activities/failures.js';
import { look } from '../../src/activities/look.js';
import type { Ports } from '../../src/activities/ports.js';
import { recovery } from '../../src/activities/recovery.js';
import type { MetricProvider } from '../../src/metric-providers/provider.js';
import type { Order } from '../../src/domain/order.js';
import { defaultQueuePolicy, type Plan } from '../../src/domain/plan.js';
import type { Survey } from '../../src/domain/queue/survey.js';
import { defaultTuning } from '../../src/domain/judge/tuning.js';
import type { Version } from '../../src/domain/release.js';
import { Fenced } from '../../src/deploy-targets/target.js';
import { plain } from '../../src/domain/showing.js';

Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { forward: {}, filter: 'ERROR' } },
});

export const sites = ['site_1', 'site_2', 'site_3'].map((site) => ({
  site,
  service: 'cart',
  target: { type: 'test' },
}));

export const version = (commit: string): Version => ({
  commit,
  repository: 'cart.git',
  start: 'node server.js',
  health: { path: '/healthz', interval: 500, timeout: 10_000 },
  env: {},
  instances: 1,
  canaryInstances: 1,
});

export const oldCommit = 'a'.repeat(40);
export const newCommit = 'b'.repeat(40);

export const merge = (commit = newCommit, more: Partial<Merge> = {}): Merge => ({
  repository: 'cart.git',
  commit,
  subject: 'Greet by name',
  author: 'jane',
  receivedAt: '2026-11-23T13:00:00Z',
  ...more,
});

export const order = (more: Partial<Order> = {}): Order => ({
  id: 'abc123',
  service: 'cart',
  merge: merge(),
  also: [],
  ...more,
});

export const plan = (o: Order): Plan => ({
  id: o.id,
  service: o.service,
  owner: 'test',
  change: { commit: o.merge.commit, subject: o.merge.subject, author: 'jane', reviewers: ['joe'] },
  also: o.also.map(({ commit, subject }) => ({ commit, subject, reviewers: [] })),
  version: version(o.merge.commit),
  sites,
  weight: 0.5,
  analysis: { duration: 600_000, maxDuration: 1_200_000, interval: 10_000, prepareTimeout: 60_000 },
  checks: [
    {
      kind: 'threshold',
      name: 'error ratio',
      metric: 'error-ratio',
      quantile: 0.95,
      compare: 'baseline',
      max: 0.01,
      window: 60_000,
      minRequests: 20,
      breaches: 2,
      outOf: 3,
      required: true,
    },
  ],
  policy: {
    merges: 'coalesce',
    rollback: 'at-deadline',
    catastrophe: 'roll-back',
    unproven: 'rollout',
    noData: 'hold',
    holdFor: 1_200_000,
    quarantine: 'hold',
  },
  judge: { tuning: defaultTuning, calibration: {}, weight: 0.5, single: true },
  metrics: { type: 'test' },
  notify: { type: 'test' },
});

/** Counts of one poll at a site: 100 requests on either arm, so many of the canary's failed. */
export const polled = (site: string, errors: number, requests = 100): SiteReading => ({
  site,
  kind: 'counts',
  canary: [{ instance: 'c1', requests, errors }],
  baseline: [{ instance: 's1', requests, errors: 0 }],
});

export interface World {
  /** What every site runs. */
  readonly running: Map<string, Apply>;
  /** Everything that was applied, in order. */
  readonly applied: Apply[];
  /** What was posted: `thread` is undefined for the first of a thread. */
  readonly posted: { readonly key: string; readonly thread: string | undefined; readonly text: string }[];
  /** Replaces what the world does; the rest is as if all were well. */
  readonly activities: Partial<Activities>;
  /** What the metrics say at `sinceStart` ms after the analysis began. */
  metrics: (site: string, sinceStart: number) => SiteReading;
  /** What the metrics say of a site after a rollback. */
  after: (site: string) => SiteReading;
  /** Changes every plan. */
  plan?: (usual: Plan) => Plan;
  /** Of every plan; ten minutes by default. */
  analysis?: Plan['analysis'];
  /** Ms of the test's clock. */
  now: () => Promise<number>;
}

/** A world in which all goes well, for workflows on the time-skipping server: only what is outside Temporal is stood in for. */
export function world(env: TestWorkflowEnvironment, activities: Partial<Activities> = {}): World {
  return {
    running: new Map(),
    applied: [],
    posted: [],
    activities,
    metrics: (site) => polled(site, 0),
    after: (site) => polled(site, 0, 1_000),
    now: () => env.currentTimeMs(),
  };
}

/** What looks use of all ports: the metrics, as they are so long after `since`, and a place to count. */
function portsOf(w: World, since?: number): Ports {
  const provider: MetricProvider = {
    async read({ sites: asked }) {
      const at = await w.now();
      const readings = asked.map(({ site }) =>
        since === undefined ? w.after(site) : w.metrics(site, at - since),
      );
      return { at: new Date(at).toISOString(), sites: readings, cursor: {} };
    },
    past: () => Promise.resolve([]),
  };
  return { metrics: { test: provider }, measure: { polled: () => undefined } } as Partial<Ports> as Ports;
}

/** The activities of a world. Looks are judged by the real judge. */
export function activitiesOf(w: World): Activities {
  let ref = 0;
  return {
    prepare: (o) => {
      const usual = { ...plan(o), ...(w.analysis && { analysis: w.analysis }) };
      return Promise.resolve(w.plan?.(usual) ?? usual);
    },
    observe: (at) => Promise.resolve({ site: at.site, stable: version(oldCommit), generation: 7_000 }),
    apply: (want) => {
      const has = w.running.get(want.at.site)?.generation ?? 0;
      if (has > want.generation)
        return Promise.reject(asFailure(new Fenced(`${want.at.site} has generation ${has}`)));
      w.applied.push(want);
      w.running.set(want.at.site, want);
      return Promise.resolve({ generation: want.generation });
    },
    look: (o) => look(portsOf(w, o.clock.startedAt), o, new AbortController().signal),
    recovery: (o) => recovery(portsOf(w), o, new AbortController().signal),
    post: (posting: Posting) => {
      const text = render(posting.message.announcement, plain);
      w.posted.push({ key: posting.key, thread: posting.thread?.['ts'], text });
      return Promise.resolve({ ts: String((ref += 1)) });
    },
    update: () => Promise.resolve(),
    chooseNext: () => Promise.reject(new Error('services ask for a survey')),
    survey: ({ waiting }) => Promise.resolve(inOrder(waiting)),
    describeDeployment: () => Promise.resolve(undefined),
    reconcile: () => Promise.resolve({ missed: [], problems: [] }),
    sweep: () => Promise.resolve({ orphans: [], problems: [] }),
    failingWorkflows: () => Promise.resolve([]),
    ...w.activities,
  };
}

/** A straight history: each merge contains those that arrived before it. */
export function inOrder(waiting: readonly Merge[], more: Partial<Survey> = {}): Survey {
  const commits = waiting.map(({ commit }) => commit);
  return {
    contains: Object.fromEntries(commits.map((commit, i) => [commit, commits.slice(0, i)])),
    contained: [],
    diverged: [],
    unknown: [],
    quarantined: {},
    policy: defaultQueuePolicy,
    ...more,
  };
}
