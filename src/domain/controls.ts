import type { By } from './announcements/announcement.js';

/** What a person may say to a deployment, or to its service, which passes it on. Signal and update of the same name. */
export const deploymentControls = ['abort', 'hold', 'resume', 'promote', 'leave'] as const;
export type DeploymentControl = (typeof deploymentControls)[number];

/** What a person may say to a service only. */
export const serviceControls = ['rollback', 'freeze', 'unfreeze', 'lift'] as const;
export type ServiceControl = (typeof serviceControls)[number];

export type Control = DeploymentControl | ServiceControl;

/** Input of a control: all optional. */
export interface ControlInput extends By {
  /** Must be the running deployment's, where it is given. */
  readonly deploymentId?: string;
  /** Of a waiting or quarantined merge: `abort`, `promote` and `lift` of the service. With `superseded`: the newer one. */
  readonly commit?: string;
  /** ISO 8601: until when a service is frozen. */
  readonly until?: string;
  /** The sites to leave; all that are stuck, where none is named. */
  readonly sites?: readonly string[];
  /** Only with `abort`, from the service: a newer merge takes the place of this deployment. */
  readonly superseded?: boolean;
  /** What was sent could not be read: enough to stop something, and too little to let it go on. */
  readonly garbled?: boolean;
}
