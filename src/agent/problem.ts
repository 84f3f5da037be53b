import type { ServiceProblem } from '../deploy-targets/process/protocol.js';

/** A version could not be fetched, built, started, or kept up. Carries what `GET` then says. */
export class VersionProblem extends Error {
  override readonly name = 'VersionProblem';
  constructor(readonly problem: ServiceProblem) {
    super(problem.message);
  }
}

export function versionProblem(
  code: ServiceProblem['code'],
  message: string,
  output: readonly string[] = [],
) {
  return new VersionProblem({ code, message, output });
}

/** What to say of an error: a problem of the version, or of the agent itself. */
export function problemOf(error: unknown): ServiceProblem {
  if (error instanceof VersionProblem) return error.problem;
  return { code: 'agent-error', message: error instanceof Error ? error.message : String(error), output: [] };
}
