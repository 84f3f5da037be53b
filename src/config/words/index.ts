import { checks } from './checks.js';
import { limits } from './limits.js';
import { platform } from './platform.js';
import { service } from './service.js';

/** The words for every key, by the part of the documentation where they stand. */
export const words = { platform, services: service, checks, limits } as const;
export type Part = keyof typeof words;
