import type { DeploymentControl } from '../domain/controls.js';

const input = 'Input, all optional: {by, reason, deploymentId}';

/** What the controls do, as the Temporal UI shows it. */
export const descriptions: Readonly<Record<DeploymentControl, string>> = {
  abort: `Stop, and put the version before back at every site. ${input}`,
  hold: `Wait before the first write, or decide nothing, until a person resumes, promotes or aborts. ${input}`,
  resume: `Go on with what is held; asked at the deadline: look for one more window; a stuck rollback: try now. ${input}`,
  promote: `Roll out now, or as soon as the canaries are healthy. ${input}`,
  leave: `Give up the sites at which a rollback is stuck. Input, all optional: {by, reason, deploymentId, sites}`,
};
