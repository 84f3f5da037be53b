import { proxyActivities, type ActivityOptions } from '@temporalio/workflow';
import type { Activities } from '../activities/index.js';

/**
 * Timeouts and retries by what an activity does. Every profile is TRY_CANCEL: an abort waits for nothing, and fencing at
 * the targets makes what still runs harmless.
 */
const tryCancel = { cancellationType: 'TRY_CANCEL' } as const;
const patient = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '10s' } as const;

/** Reading what is needed before anything is written: some minutes of outage are waited out, then it is said. */
const reading: ActivityOptions = {
  ...tryCancel,
  startToCloseTimeout: '60s',
  scheduleToCloseTimeout: '5m',
  retry: patient,
};

/** Questions that must be answered before the story can go on, however long it takes. */
const asking: ActivityOptions = { ...tryCancel, startToCloseTimeout: '60s', retry: patient };

/** Messages: tried until they are taken; the story never waits for them. */
const telling: ActivityOptions = {
  ...tryCancel,
  startToCloseTimeout: '15s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
};

export const { prepare } = proxyActivities<Activities>(reading);
export const { chooseNext } = proxyActivities<Activities>({ ...reading, scheduleToCloseTimeout: '1m' });
/** The first fetch of a large repository takes minutes; an outage is said after one, and asked again. */
export const { survey } = proxyActivities<Activities>({
  ...reading,
  startToCloseTimeout: '6m',
  scheduleToCloseTimeout: '7m',
  retry: { ...patient, maximumAttempts: 4 },
});
export const { describeDeployment } = proxyActivities<Activities>(asking);
export const { post, update } = proxyActivities<Activities>(telling);

/** A patrol's: what is not done in time is left to the next one, a minute later. */
const patrolling: ActivityOptions = {
  ...tryCancel,
  startToCloseTimeout: '50s',
  scheduleToCloseTimeout: '55s',
  heartbeatTimeout: '5s',
  retry: patient,
};

export const { reconcile, sweep, failingWorkflows } = proxyActivities<Activities>(patrolling);
export const postSoon = proxyActivities<Activities>({ ...telling, scheduleToCloseTimeout: '20s' }).post;

/** A site that does not even answer within the time that it has to get ready will not get ready. */
export const observe = (withinMs: number, summary: string) =>
  proxyActivities<Activities>({ ...reading, summary, scheduleToCloseTimeout: withinMs }).observe;

/** A look ends after its polls; a lost one is noticed by its heartbeat and made again, within `withinMs`: the deadline moves. */
export const look = (lengthMs: number, withinMs: number, summary: string) =>
  proxyActivities<Activities>({
    ...tryCancel,
    summary,
    startToCloseTimeout: lengthMs + 10_000,
    scheduleToCloseTimeout: withinMs + lengthMs,
    heartbeatTimeout: '5s',
    retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '5s' },
  }).look;

/** How stable does after a rollback: of some use soon, or not at all. */
export const recovery = (summary: string) =>
  proxyActivities<Activities>({
    ...reading,
    summary,
    startToCloseTimeout: '10s',
    scheduleToCloseTimeout: '20s',
  }).recovery;

/** A write at a site, tried within `lengthMs`: unreachable sites again and again, unhealthy versions once. */
export const apply = (lengthMs: number, summary: string) =>
  proxyActivities<Activities>({
    ...tryCancel,
    summary,
    startToCloseTimeout: lengthMs,
    scheduleToCloseTimeout: lengthMs,
    heartbeatTimeout: '5s',
    retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '5s' },
  }).apply;
