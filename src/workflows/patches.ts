import { patched } from '@temporalio/workflow';

/**
 * Changes of the workflows' commands since v0.1.0. A run that began before a change goes on as it began; a patch is taken
 * out when no run from before it can be left, see docs/operating.md.
 */

/** Since v0.2.0: a service recalls its deployment, surveys what waits, and passes controls on at once. */
export const surveys = () => patched('service-surveys');

/**
 * Since v0.2.0: all controls work in every phase, held deployments are looked at, a person is reminded before time runs
 * out, and recovery is measured after a rollback.
 */
export const controlsInEveryPhase = () => patched('controls-in-every-phase');
