import { defineSignal } from '@temporalio/workflow';
import type { Merge } from '../domain/change.js';
import type { Orphan } from '../domain/patrol.js';
import type { Ended } from '../domain/queue.js';
import type { Unsaid } from './outbox.js';

/** A merge was accepted: sent by the starter to the service. */
export const mergedSignal = defineSignal<[Merge]>('merged');

/** A deployment's last act, sent to its service. */
export interface Finished extends Ended {
  readonly unsaid?: Unsaid;
}
export const finishedSignal = defineSignal<[Finished]>('finished');

/** A canary that belongs to no running deployment, seen by a patrol: sent to the service at every sighting. */
export const orphanSignal = defineSignal<[Orphan]>('orphan');
