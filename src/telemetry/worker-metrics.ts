import { Counter, Histogram, type Registry } from 'prom-client';
import type { Measure } from '../activities/ports.js';
import { outcomeKinds } from '../domain/deployment.js';
import type { Measured } from '../domain/measured.js';
import { newRegistry } from './registry.js';

/** In seconds, up to 4 h: an analysis lasts minutes, one that asks a person lasts hours. */
const longBuckets = [5, 15, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 14_400];
const shortBuckets = [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800];

/** What became of a message; `failed` ones are tried again. */
export type Said = 'ok' | 'refused' | 'failed';

/** What the worker counts of deployments. Series of known services begin with 0, so that their first increase is seen. */
export class WorkerMetrics implements Measure {
  readonly registry: Registry = newRegistry('worker');
  private readonly deployments = this.counter('deployments_total', 'Deployments that ended.', [
    'service',
    'outcome',
  ]);
  private readonly duration = this.seconds(
    'deployment_duration_seconds',
    'From the start of a deployment to its end.',
    longBuckets,
  );
  private readonly mergeToCanary = this.seconds(
    'merge_to_canary_seconds',
    'From the webhook of a merge to its canaries at all sites.',
    longBuckets,
  );
  private readonly detection = this.seconds(
    'detection_seconds',
    'From canaries at all sites to the decision to roll back.',
    longBuckets,
  );
  private readonly rollback = this.seconds(
    'rollback_duration_seconds',
    'From the decision to roll back until every site ran what it ran before.',
    shortBuckets,
  );
  private readonly polls = this.counter('polls_total', 'Polls of a site, by their worst evidence.', [
    'service',
    'site',
    'evidence',
  ]);
  private readonly notifications = this.counter(
    'notifications_total',
    'Attempts to post or update messages.',
    ['notifier', 'result'],
  );

  constructor(services: readonly string[]) {
    for (const service of services)
      for (const outcome of outcomeKinds) this.deployments.inc({ service, outcome }, 0);
  }

  ended({ service, outcome, seconds, mergeToCanary, detection, rollback }: Measured): void {
    this.deployments.inc({ service, outcome });
    this.duration.observe({ service }, seconds);
    if (mergeToCanary !== undefined) this.mergeToCanary.observe({ service }, mergeToCanary);
    if (detection !== undefined) this.detection.observe({ service }, detection);
    if (rollback !== undefined) this.rollback.observe({ service }, rollback);
  }

  polled(service: string, site: string, evidence: string): void {
    this.polls.inc({ service, site, evidence });
  }

  notified(notifier: string, result: Said, count = 1): void {
    this.notifications.inc({ notifier, result }, count);
  }

  private counter<const T extends string>(name: string, help: string, labelNames: readonly T[]) {
    return new Counter({ name: `merganser_${name}`, help, labelNames, registers: [this.registry] });
  }

  private seconds(name: string, help: string, buckets: number[]) {
    const labelNames = ['service'] as const;
    return new Histogram({
      name: `merganser_${name}`,
      help,
      labelNames,
      buckets,
      registers: [this.registry],
    });
  }
}
