import type { ServiceState } from '../deploy-targets/process/protocol.js';
import { labelText } from '../gateway/counts.js';

/** The warnings that services have now, in Prometheus text format: 1 each. What is well has no sample. */
export function renderWarnings(site: string, states: readonly ServiceState[]): string {
  const codes = states.flatMap(({ service, progress, problem, warnings = [] }) => [
    ...warnings.map(({ code }) => ({ service, site, code })),
    ...(progress === 'failed' && problem ? [{ service, site, code: problem.code }] : []),
  ]);
  // One that several instances have is one.
  const lines = new Set(codes.map((labels) => `merganser_agent_warnings${labelText(labels)} 1`));
  return [
    '# HELP merganser_agent_warnings What is wrong with a service at this site, by the code that GET /v1/services/<service> gives.',
    '# TYPE merganser_agent_warnings gauge',
    ...lines,
    '',
  ].join('\n');
}
