import { patched } from '@temporalio/workflow';

/**
 * Since 0.2: all controls work in every phase, held deployments are looked at, a person is reminded before time runs out,
 * and recovery is measured after a rollback. Deployments that began before keep to what they began with.
 */
export const controlsInEveryPhase = () => patched('controls-in-every-phase');
