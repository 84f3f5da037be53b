import type { z } from 'zod';
import type { Finding } from '../domain/finding.js';
import { checkAgent } from './process/check.js';
import { processTarget } from './process/index.js';
import { processOptions } from './process/options.js';
import type { DeployTarget, SiteToCheck } from './target.js';

export interface DeployTargetSettings {
  readonly agentToken?: string;
}

export interface DeployTargetType {
  /** Schema of `sites[].target`. */
  readonly options: z.ZodType;
  create(settings: DeployTargetSettings): DeployTarget;
  /** Says whether a site can be deployed to, and what to do where it cannot. */
  check(settings: DeployTargetSettings, site: SiteToCheck, stop: AbortSignal): Promise<readonly Finding[]>;
}

/** Every deploy target by its `type`. */
export const deployTargets: Readonly<Record<string, DeployTargetType>> = {
  process: {
    options: processOptions,
    create: ({ agentToken }) => processTarget({ token: agentToken }),
    check: ({ agentToken }, site, stop) => checkAgent(site, agentToken, stop),
  },
};
