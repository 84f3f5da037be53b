import type { Figure } from '../domain/announcements/announcement.js';
import { recovered, type Recovery } from '../domain/judge/aftermath.js';
import type { Plan } from '../domain/plan.js';
import type { Cursor } from '../metric-providers/provider.js';
import type { Ports } from './ports.js';

/** What a look at the stable version after a rollback carries to the next. */
export interface RecoveryState extends Recovery {
  readonly cursor: Cursor;
}

export interface RecoveryOrder {
  readonly plan: Pick<Plan, 'service' | 'version' | 'checks' | 'metrics' | 'sites'>;
  /** What was bad before. */
  readonly problems: readonly Figure[];
  readonly state?: RecoveryState;
}

/** Looks whether what was bad of the canary is well again, now that the version before runs alone. */
export async function recovery(
  ports: Ports,
  { plan, problems, state }: RecoveryOrder,
  stop: AbortSignal,
): Promise<RecoveryState> {
  const provider = ports.metrics[plan.metrics.type];
  if (!provider) throw new Error(`there is no metric provider of type ${plan.metrics.type}`);
  const { service, sites, version } = plan;
  const reading = await provider.read({ service, sites, canary: version.commit }, state?.cursor, stop);
  return { ...recovered(plan.checks, problems, reading.sites, state), cursor: reading.cursor };
}
