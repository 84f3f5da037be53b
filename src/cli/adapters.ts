import { deployTargets } from '../deploy-targets/registry.js';
import { metricProviders } from '../metric-providers/registry.js';
import { notifiers } from '../notifiers/registry.js';

/** What a configuration may name. */
export const adapters = { targets: deployTargets, metrics: metricProviders, notifiers };
