import type { z } from 'zod';
import { processTarget } from './process/index.js';
import { processOptions } from './process/options.js';
import type { DeployTarget } from './target.js';

export interface DeployTargetSettings {
  readonly agentToken?: string;
}

export interface DeployTargetType {
  /** Schema of `sites[].target`. */
  readonly options: z.ZodType;
  create(settings: DeployTargetSettings): DeployTarget;
}

/** Every deploy target by its `type`. */
export const deployTargets: Readonly<Record<string, DeployTargetType>> = {
  process: { options: processOptions, create: ({ agentToken }) => processTarget({ token: agentToken }) },
};
